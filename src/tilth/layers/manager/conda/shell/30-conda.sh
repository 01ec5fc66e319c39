# Says what helps after a program failed.
_remedy() {
  echo "see the output above"
}
