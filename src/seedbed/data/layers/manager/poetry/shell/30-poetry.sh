# Says what to do after Poetry has failed.
_remedy() {
  echo 'see the output of Poetry above; if poetry.lock is out of date, run "poetry lock"'
}
