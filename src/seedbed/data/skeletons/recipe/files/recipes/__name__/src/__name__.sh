#!/bin/sh
echo "@name@ works"
