The best keys of each query.

  $ printf ',x,y\nking,0.9,0.1\nqueen,0.8,0.3\ncar,-0.5,0.7\n' >words.csv
  $ attn top -q words.csv -f cosine --count=2 --digits=4
  query,key,score,weight
  king,king,1,0.4554
  king,queen,0.9694,0.4417
  queen,queen,1,0.4437
  queen,king,0.9694,0.4303
  car,car,1,0.6623
  car,queen,-0.2585,0.1881

Fewer keys than are asked for are all listed, the earlier first among equals; positions count from
0. The weight is normalised over all keys, listed or not.

  $ printf '1\n1\n0\n1\n' >k; printf '1\n0\n' >q; attn top -q q -k k --digits=3
  query,key,score,weight
  0,0,1,0.297
  0,1,1,0.297
  0,3,1,0.297
  0,2,0,0.109
  1,0,0,0.25
  1,1,0,0.25
  1,2,0,0.25
  1,3,0,0.25
  $ attn top -q q -k k --digits=3 --count=1
  query,key,score,weight
  0,0,1,0.297
  1,0,0,0.25

Masked keys are not listed, and a query that sees none has no row.

  $ attn top -q k --causal --exclude-self --digits=3
  query,key,score,weight
  1,0,1,1
  2,0,0,0.5
  2,1,0,0.5
  3,0,1,0.422
  3,1,1,0.422
  3,2,0,0.155

Nor are those that --top masks.

  $ attn top -q q -k k --top=2 --count=3 --digits=3
  query,key,score,weight
  0,0,1,0.5
  0,1,1,0.5
  1,0,0,0.5
  1,1,0,0.5
  $ attn top -q q -k k --top=3 --count=1 --digits=3
  query,key,score,weight
  0,0,1,0.333
  1,0,0,0.333
  $ attn similarity q k | attn top --top=2 --count=3 >own; attn top -q q -k k --top=2 | cmp - own

Ready-made scores, from a file or a pipe, give the same as -q and -k.

  $ attn similarity q k | attn top --temperature=2 >own; attn top -q q -k k --temperature=2 | cmp - own
  $ attn similarity q k | attn top --causal --offset=end >own; attn top -q q -k k --causal --offset=end | cmp - own
  $ attn softmax -q data/iris.csv --columns=1-4 -f cosine | cut -d, -f1 | head -n 3 >weights
  $ attn top -q data/iris.csv --columns=1-4 -f cosine --count=150 | awk -F, '$2 == "0" { print $4 }' | head -n 3 | cmp - weights

Numbers only, another delimiter, and labels that need quotes.

  $ attn top -q words.csv --plain --count=1
  0,0,0.8200000000000001,0.4477101353314451
  1,0,0.7500000000000001,0.4217938328026281
  2,2,0.74,0.5811137434839255
  $ printf ',x\n"a,b",1\n"c;d",2\n' | attn top -q - --output-delimiter=';'
  query;key;score;weight
  a,b;"c;d";2;0.7310585786300049
  a,b;a,b;1;0.2689414213699951
  "c;d";"c;d";4;0.8807970779778823
  "c;d";a,b;2;0.11920292202211755
  $ attn top -q words.csv --count=1 --precision=single
  query,key,score,weight
  king,king,0.81999993,0.4477101
  queen,king,0.75,0.4217938
  car,car,0.74,0.58111376
  $ attn top -q words.csv --log --count=1 --digits=3
  query,key,score,weight
  king,king,0.82,-0.804
  queen,king,0.75,-0.863
  car,car,0.74,-0.543

A terminal is shown aligned columns and few digits; --csv gives it CSV.

  $ script -qec 'attn top -q words.csv --count=1' /dev/null </dev/null | tr -d '\r'
  query  key   score    weight
  king   king   0.82   0.44771
  queen  king   0.75  0.421794
  car    car    0.74  0.581114
  attn: note: 6 digits shown; --csv for all
  $ script -qec 'attn top -q words.csv --count=1 --csv --digits=2' /dev/null </dev/null | tr -d '\r'
  query,key,score,weight
  king,king,0.82,0.45
  queen,king,0.75,0.42
  car,car,0.74,0.58

An output file is written whole or not at all, and errors are those of the pipeline.

  $ attn top -q words.csv --count=1 -o words.csv; cat words.csv
  query,key,score,weight
  king,king,0.8200000000000001,0.4477101353314451
  queen,king,0.7500000000000001,0.4217938328026281
  car,car,0.74,0.5811137434839255
  $ attn top -q words.csv --count=0
  ! attn: --count: '0' is not a whole number of 1 or more
  [2]
  $ attn top -q q --axis=all
  ! attn: top has no use for --axis; see 'attn help top'
  [2]
  $ attn top nowhere.csv
  ! attn: nowhere.csv: No such file or directory
  [1]

Scores that no number holds are listed, none as masked, the best first; the others are what they are.

  $ printf '0\n' >q; printf '2e160\n1e160\n' >k; attn top -q q -k k -f sqeuclidean --quiet
  query,key,score,weight
  0,1,-inf,1
  0,0,-inf,0
  $ printf '1e200\n' >q; printf '1e107\n2e108\n0\n-3e108\n' >k
  $ for kernel in portable reference; do attn top -q q -k k --kernel=$kernel --temperature=0.5; done
  query,key,score,weight
  0,1,inf,1
  0,0,2e+307,0
  0,2,0,0
  0,3,-inf,0
  query,key,score,weight
  0,1,inf,1
  0,0,2e+307,0
  0,2,0,0
  0,3,-inf,0
  ! attn: note: 2 scores are beyond the range of double precision and stand as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
  ! attn: note: 2 scores are beyond the range of double precision and stand as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
  $ attn top -q q -k k --valid-keys=2 --precision=single --count=1; printf '1.7e18\n' >q; printf '1.5e18\n1.6e18\n' >k
  query,key,score,weight
  0,0,inf,nan
  $ attn top -q q -k k -f gaussian --bandwidth=0.001 --precision=single --quiet
  query,key,score,weight
  0,1,-inf,1
  0,0,-inf,0
  $ printf '4.4942e307\n1\n' | attn top -q - --count=1; printf '9e307,1\n' | attn top
  query,key,score,weight
  0,0,inf,1
  1,0,4.4942e+307,1
  query,key,score,weight
  0,0,9e+307,1
  0,1,1,0
  ! attn: note: 1 score is beyond the range of double precision and stands as inf or -inf: --scale=NUMBER makes scores smaller; with -q the later stages take them as they are
All keys at or above a score, or so many of them at most; --count's default does not hold. A NaN is
not at or above anything.

  $ printf ',x,y\na,1,0\nb,0.96,0.28\nc,0,1\nd,0.8,0.6\n' >near.csv
  $ attn top -q near.csv -f cosine --min-score=0.9 --digits=3
  query,key,score,weight
  a,a,1,0.318
  a,b,0.96,0.305
  b,b,1,0.295
  b,a,0.96,0.284
  b,d,0.936,0.277
  c,c,1,0.396
  d,d,1,0.292
  d,b,0.936,0.274
  $ attn top -q near.csv -f cosine --min-score=0.5 --count=1 --no-weight
  query,key,score
  a,a,1
  b,b,1
  c,c,1
  d,d,1
  $ attn top -q near.csv -f cosine --min-score=0.6 --no-weight --rank --temperature=0.5 | head -n 4
  query,rank,key,score
  a,1,a,2
  a,2,b,1.92
  a,3,d,1.6
  $ seq 12 | attn top -q - --min-score=0 --no-weight | wc -l
  145
  $ printf '0.25,0.5,nan\n-inf,0.5,1\n' | attn top --missing=keep --min-score=0.5 --no-weight
  query,key,score
  0,1,0.5
  1,2,1
  1,1,0.5
  $ attn top -q near.csv -f cosine --min-score=2
  query,key,score,weight
  $ attn top -q near.csv -f cosine --min-score=0.8 --precision=single --digits=3 --no-weight | tail -n 3
  d,d,1
  d,b,0.936
  d,a,0.8

Pairs: each once, the earlier first; the best of all where --count says how many.

  $ attn top -q near.csv -f cosine --pairs --min-score=0.7
  query,key,score
  a,b,0.96
  a,d,0.8
  b,d,0.936
  $ attn top -q near.csv -f cosine --pairs --count=2 --rank
  query,rank,key,score
  a,1,b,0.96
  b,2,d,0.936
  $ attn top -q near.csv -f cosine --pairs --count=2 --min-score=0.95
  query,key,score
  a,b,0.96
  $ attn top -q near.csv -f cosine --pairs --count=100 --plain
  0,1,0.96
  1,3,0.936
  0,3,0.8
  2,3,0.6
  1,2,0.28
  0,2,0
  $ printf '1\nNA\n1\n3\n1\n' | attn top -q - -f l1 --pairs --max-distance=0 --missing=drop --quiet
  query,key,distance
  0,2,0
  0,4,0
  2,4,0
  $ printf 'g,x\na,1\nb,1\na,1\nb,1\n' | attn top -q - --group=g --pairs --min-score=0
  query,key,score
  0,2,1
  1,3,1
  $ attn top -q near.csv --pairs
  ! attn: --pairs needs --min-score=X (of distances --max-distance=X), or --count=N for the N best pairs of all
  [2]
  $ attn top -q near.csv -k near.csv --pairs --count=2
  ! attn: --pairs lists pairs of queries; it takes no other keys
  [2]
  $ attn top -q near.csv --pairs --count=2 --causal
  ! attn: --pairs lists a query with later ones, which --causal hides
  [2]
  $ attn top near.csv --pairs --count=2
  ! attn: --pairs has no effect on ready-made scores; give the queries with -q
  [2]

Distances are positive, and the nearest come first.

  $ attn top -q near.csv --columns=x,y -f l2 --distance --count=2 --digits=3
  query,key,distance,weight
  a,a,0,0.396
  a,b,0.283,0.298
  b,b,0,0.363
  b,a,0.283,0.274
  c,c,0,0.512
  c,d,0.894,0.209
  d,d,0,0.379
  d,b,0.358,0.265
  $ attn top -q near.csv -f manhattan --max-distance=0.4 --rank --no-weight
  query,rank,key,distance
  a,1,a,0
  a,2,b,0.32000000000000006
  b,1,b,0
  b,2,a,0.32000000000000006
  c,1,c,0
  d,1,d,0
  $ attn top -q near.csv -f cosine --distance
  ! attn: --distance is for functions that are minus a distance (euclidean, sqeuclidean, manhattan, mahalanobis, haversine), which cosine is not
  [2]
  $ attn top -q near.csv -f l2 --distance --min-score=1
  ! attn: --distance prints distances, which --min-score does not bound; use --max-distance
  [2]
  $ attn top -q near.csv -f l2 --max-distance=-1
  ! attn: --max-distance: no distance is below 0
  [2]
  $ attn top -q near.csv -f l2 --distance --temperature=2
  ! attn: --distance prints distances as they are; --temperature changes them
  [2]

Which of --count and --top is which.

  $ attn top -q near.csv --no-weight --top=2
  ! attn: --no-weight lists no weights, and --top=K leaves K keys a weight; to list N keys use --count=N
  [2]
  $ attn top -q near.csv --pairs --min-score=0 --log
  ! attn: --pairs lists no weights; --log has no effect on it
  [2]
  $ attn context -q near.csv --count=2
  ! attn: context has no use for --count; --top=K leaves only the K best keys a weight; see 'attn help context'
  [2]
  $ attn similarity near.csv --top=2
  ! attn: similarity has no use for --top; --count=N lists the N best keys of attn top; see 'attn help similarity'
  [2]
  $ attn help count
    --count      attn top: for each query the N keys with the largest s_ij (of
                 equals, the first), as rows query,key,score,weight
                 PyTorch's topk
        --count=N               keys listed per query; weights are of all keys
                                (--top=K leaves K keys a weight) [10]
                                in top
    --head       only head I, counted from 0
                 as ONNX and PyTorch count them

What the keys' file holds of each, too, as text. What is shown is no feature, of the queries neither;
unless it is listed as one.

  $ printf 'title,year,note,e0,e1\n"One, two",2001,"he said ""hi""",1,0\nThree,2002,,0.9,0.1\nFour,2003,x,0,1\nFive,2004,,NA,1\n' >docs.csv
  $ attn top -q docs.csv --show=year,note -f cosine --count=2 --missing=drop --digits=3 --quiet
  query,key,score,weight,year,note
  "One, two","One, two",1,0.423,2001,"he said ""hi"""
  "One, two",Three,0.994,0.421,2002,
  Three,Three,1,0.416,2002,
  Three,"One, two",0.994,0.413,2001,"he said ""hi"""
  Four,Four,1,0.562,2003,x
  Four,Three,0.11,0.231,2002,
  $ printf 'id,e0,e1\n"q,1",1,0\nq2,,1\nq3,0,1\nq4,,2\n' >q.csv
  $ attn top -q q.csv -k docs.csv --show=title,3,year -f cosine --missing=drop --count=1 --no-weight --rank --quiet
  query,rank,key,score,title,note,year
  "q,1",1,"One, two",1,"One, two","he said ""hi""",2001
  q3,1,Four,1,Four,x,2003
  $ attn top -q q.csv -k docs.csv --show=title,3,year -f cosine --missing=drop --count=1 --no-weight --rank --quiet --append
  id,e0,e1,rank,key,score,title,note,year
  "q,1",1,0,1,"One, two",1,"One, two","he said ""hi""",2001
  q2,,1,,,,,,
  q3,0,1,1,Four,1,Four,x,2003
  q4,,2,,,,,,
  $ attn top -q docs.csv --columns=e0,e1,year --show=year -f cosine --count=1 --digits=6 --no-weight --missing=drop --quiet
  query,key,score,year
  "One, two","One, two",1,2001
  Three,Three,1,2002
  Four,Four,1,2003
  $ printf '1,0,x\n0,1,y\n' | attn top -q - --show=3 --count=1 --no-weight
  query,key,score,V3
  0,0,1,x
  1,1,1,y
  $ (seq -s, 124; seq -s, 124) >wide.csv; attn top -q wide.csv --header=no --columns=1,2 --show=3-124 --rank --count=1 --explain | tail -n 2 | cut -c 1-40
        0     1    0      5     0.5  3   4
        1     1    0      5     0.5  3   4
  $ attn top -q wide.csv --header=no --columns=1 --show=2-124
  ! attn: --show names 123 columns; 122 at most are listed
  [1]
  $ attn top -q docs.csv --show=-1
  ! attn: --show names the columns to list, and not others
  [2]
  $ attn top -q docs.csv --show=year --plain
  ! attn: --plain writes numbers only, and --show the cells of the keys
  [2]

Rows begin with the query's own cells; a query without a key keeps its row. Pairs have both.

  $ attn top -q q.csv -k docs.csv --show=year,note --key-columns=e0,e1 -f cosine --min-score=0.999 --missing=drop --append --quiet
  id,e0,e1,key,score,weight,year,note
  "q,1",1,0,"One, two",1,0.4234091321077181,2001,"he said ""hi"""
  q2,,1,,,,,
  q3,0,1,Four,1,0.5622044221682457,2003,x
  q4,,2,,,,,
  $ attn top -q docs.csv --show=year,note -f cosine --pairs --min-score=0.9 --append --missing=drop --digits=3 --quiet
  title,year,note,e0,e1,key,score,year_top,note_top
  "One, two",2001,"he said ""hi""",1,0,Three,0.994,2002,
  $ attn top -q docs.csv --show=year,note -f cosine --pairs --count=2 --append --missing=drop --digits=3 --quiet
  title,year,note,e0,e1,key,score,year_top,note_top
  "One, two",2001,"he said ""hi""",1,0,Three,0.994,2002,
  Three,2002,,0.9,0.1,Four,0.11,2003,x
  $ printf '1,0\n0,1\n' | attn top -q - --append --count=1 --no-weight
  1,0,0,1
  0,1,1,1
  $ attn similarity docs.csv --columns=e0,e1 --missing=zero | attn top --append --count=1 --no-weight
  ,"One, two",Three,Four,Five,key,score
  "One, two",1,0.9,0,0,"One, two",1
  Three,0.9,0.8200000000000001,0.1,0.1,"One, two",0.9
  Four,0,0.1,1,1,Four,1
  Five,0,0.1,1,1,Four,1

A column may be a feature and be shown, too.

  $ printf 'a,b,c\n1,2,3\n3,4,5\n' >both.csv; attn top -q both.csv --columns=1-2 --show=1-3 --count=1 --no-weight
  query,key,score,a,b,c
  0,1,11,3,4,5
  1,1,25,3,4,5
