"""The package of @name@."""@package_start@
