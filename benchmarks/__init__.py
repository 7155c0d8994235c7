"""Speed, as ratios taken in one run against a named rival; `make bench` runs all and writes docs/benchmarks.md.

One file a subject, each ending with BENCHMARK. Input is made up here in the size of the national network, so that
anyone can repeat it; nothing is asserted, because a shared machine proves no absolute time.
"""
