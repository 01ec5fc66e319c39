# Says what helps after uv failed.
_remedy() {
  echo 'uv says above what is wrong; if uv.lock needs an update, run "uv sync"'
}
