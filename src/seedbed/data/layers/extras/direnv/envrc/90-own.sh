# Commands of your own can follow here.
