# fish completion for rtcli, as `rtcli completions fish` prints it.

function _rtcli_completion
    set -l program (commandline -opc | string replace -r '^~' $HOME)[1]
    string match -q '*/*' -- $program; or set program rtcli
    set -lx COMP_WORDS (commandline -cp)
    set -lx _RTCLI_COMPLETE fish_complete

    # Each answer is a whole word, or what stands before a path in it; fish itself puts no blank behind : / and =.
    $program 2>/dev/null | while read -l -d \t kind value help
        set -l path (string sub -s (math 1 + (string length -- "$value")) -- (commandline -ct))
        switch $kind
            case plain prefix
                printf '%s\t%s\n' $value $help
            case file
                string join \n -- $value(complete -C "'' $path") # as for a command fish knows nothing about
            case dir
                string join \n -- $value(complete -C "'' $path" | string match '*/')
        end
    end
end

complete -c rtcli -f -k -a '(_rtcli_completion)'
