# bash completion for rtcli, as `rtcli completions bash` prints it. It stands alone: no bash-completion is needed.

_rtcli_completion() {
    # COMP_WORDS is broken at every ":" and "=", so the line up to the cursor is handed over instead, and each answer
    # is a whole word. Of that word readline replaces $2 only: what stands before $2 has to be cut from the answers.
    local line=${COMP_LINE:0:COMP_POINT} program=rtcli blank=" " kind value
    local word=${line##*[[:space:]]}
    local before=${word%"$2"}
    COMPREPLY=()

    case $3 in *[\<\>]) # the target of a redirection
        compopt +o nospace -o default 2>/dev/null
        return ;;
    esac
    case $1 in */*) program=${1/#\~/$HOME} ;; esac
    case $word in [\"\']*) blank="" ;; esac # a blank would land inside the quotes

    while IFS=$'\t' read -r kind value _; do
        case $kind in
            plain) COMPREPLY+=("${value#"$before"}$blank") ;;
            prefix) COMPREPLY+=("${value#"$before"}") ;;
            file) compopt +o nospace -o default 2>/dev/null ;;
            dir) compopt +o nospace -o dirnames 2>/dev/null ;;
        esac
    done <<<"$(env COMP_WORDS="$line" _RTCLI_COMPLETE=bash_complete "$program" 2>/dev/null)"
}

# bash before 4.4 knows no nosort, and the 3.2 of macOS no compopt either: there, no answer means file names.
complete -o nospace -o nosort -F _rtcli_completion rtcli 2>/dev/null ||
    complete -o nospace -o default -F _rtcli_completion rtcli
