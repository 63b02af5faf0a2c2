# Prints what bash offers when tab is pressed after these words: press-tab.sh tidegate session p
# As bash-completion sets them, on which the script of the library relies.
_get_comp_words_by_ref() {
  cur=${COMP_WORDS[COMP_CWORD]}
  prev=${COMP_WORDS[COMP_CWORD - 1]}
  words=("${COMP_WORDS[@]}")
  cword=$COMP_CWORD
}
source <(tidegate complete bash)
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
__tidegate_complete 2>/dev/null
for word in "${COMPREPLY[@]}"; do echo "$word"; done
