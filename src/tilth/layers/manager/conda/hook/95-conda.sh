unset -f _conda _reads_lock _is_synced _works _has_packages _was_made_of _sync _install _bring_back
unset -f _create _update _join _variables
