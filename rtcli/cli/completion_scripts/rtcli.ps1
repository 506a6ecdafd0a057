# PowerShell completion for rtcli, as `rtcli completions powershell` prints it.

Register-ArgumentCompleter -Native -CommandName rtcli -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $before = $env:COMP_WORDS, $env:_RTCLI_COMPLETE
    $env:COMP_WORDS = $commandAst.ToString().PadRight($length).Substring(0, $length)
    $env:_RTCLI_COMPLETE = 'powershell_complete'
    try { $answers = @(& rtcli 2>$null) }
    finally { $env:COMP_WORDS, $env:_RTCLI_COMPLETE = $before }

    if (-not $answers) { return '' } # with nothing at all PowerShell would offer file names
    foreach ($answer in $answers) {
        $kind, $value, $help = $answer -split "`t"
        if ($kind -in 'file', 'dir') { return } # those it completes itself
        $tip = if ($help) { $help } else { $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $tip)
    }
}
