#!/usr/bin/env python3
"""Branch coverage of src, file by file, from what a build with --coverage has left:

    coverage.py BUILD REASONS [FLOOR]

Lists every branch never taken that REASONS does not explain, and fails where these are, or where
fewer than FLOOR percent of all are taken. REASONS has a reason on a line that begins with "= ",
and after it the lines it holds for, each as FILE: the line's text. A header's branches are taken if
they are in one of the files that include it.
"""
import collections
import glob
import json
import subprocess
import sys


def read_counts(build):
    """{file: {(line, number of the branch on it): times taken}}"""
    counts = collections.defaultdict(collections.Counter)
    for notes in glob.glob(build + '/src/**/*.gcno', recursive=True):
        report = subprocess.run(['gcov', '--branch-probabilities', '--json-format', '--stdout', notes],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        for file in json.loads(report.stdout)['files']:
            for line in file['lines']:
                for number, branch in enumerate(line['branches']):
                    counts[file['file']][line['line_number'], number] += branch['count']
    return {file: counts[file] for file in sorted(counts) if file.startswith('src/')}


def read_reasons(path):
    """{(file, text of the line): reason}"""
    reasons, reason = {}, None
    for line in open(path):
        if line.startswith('= '):
            reason = line[2:].strip()
        elif line.strip() and not line.startswith('#'):
            file, text = line.split(': ', 1)
            reasons[file.strip(), text.strip()] = reason
    return reasons


def main():
    build, reasons = sys.argv[1], read_reasons(sys.argv[2])
    floor = float(sys.argv[3]) if len(sys.argv) > 3 else 0
    every = taken = explained = 0
    used = set()
    for file, counts in read_counts(build).items():
        text = open(file).read().split('\n')
        missed = collections.Counter(line for (line, _), times in counts.items() if times == 0)
        every += len(counts)
        taken += len(counts) - sum(missed.values())
        print(f'{file}: {len(counts) - sum(missed.values())} of {len(counts)}')
        for line in sorted(missed):
            place = file, text[line - 1].strip()
            if place in reasons:
                used.add(place)
                explained += missed[line]
            else:
                print(f'  {line}: {missed[line]} not taken: {place[1]}')
    for file, text in sorted(set(reasons) - used):
        print(f'explained for nothing: {file}: {text}')
    rate = 100 * taken / every
    print(f'coverage: {taken} of {every} branches, {rate:.2f} %; of the others {explained} explained, '
          f'{every - taken - explained} not')
    return rate < floor or taken + explained < every


sys.exit(main())
