unset -f _conda _reads_lock _is_synced _works _place _has_packages _was_made_of _sync _is_own
unset -f _wait_for_lock _recreate _restore _remove _complete _is_complete _create _update _join
unset -f _variables _install_project
