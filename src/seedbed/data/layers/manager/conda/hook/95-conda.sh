unset -f _conda _reads_lock _is_synced _works _place _has_packages _was_made_of _sync _is_own
unset -f _take_turn _make_anew _bring_back _let_go _finish _is_whole _create _update _join _variables
