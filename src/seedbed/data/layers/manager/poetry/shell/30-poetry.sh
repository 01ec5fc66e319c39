# Says what helps after Poetry failed.
_remedy() {
  echo 'Poetry says above what is wrong; if poetry.lock does not fit, run "poetry lock"'
}
