"""Exploring a target: sets that nobody wrote down, judged by what always holds, and saved as scenarios.

    script       what is sent, in the words of the scenario language, as values that can be made smaller
    strategies   what to send: valid, at the limits, and wrong
    expected     the domain beside the target: what a script's next step should answer
    player       plays scripts on a target; every exchange is judged by the oracle as in a run of scenarios
    desk         the target behind a counter: budget, points, consideration for the throttle
    machine      hypothesis plays sequences of sets, deletions and reads on target and domain side by side
    laws         what holds without any model: scripts that must end alike
    broken       calls that the schema forbids
    races        calls at the same time, whose outcome must be that of some order
    taxonomy     what is due of a response with errors
    fuzz         documents that schemathesis makes from the slice
    shrink       a smaller script that fails alike
    found        a failure as a scenario file, and the files of earlier failures played again
    engine       rounds of all of these within a budget

Only `expected` and `races` know the domain; nothing here knows the mock. A verdict never rests on the domain alone: what
differs from it and breaks nothing else is an assumption that failed.
"""
