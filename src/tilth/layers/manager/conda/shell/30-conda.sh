# Says what helps after a program failed.
_remedy() {
  echo "what is wrong stands above"
}
