The root mean square norm of queries and keys, each head's or all heads' together, and rotary
embedding by given frequencies.

  $ printf '3,4,0,0\n0,0,1,1\n' >q; printf '1\n2\n' >gain; printf '1,2,3,4\n' >all
  $ attn similarity -q q --norm-queries --norm-keys --norm-epsilon=1e-300 --digits=4
  4,0
  0,4
  $ attn similarity -q q --heads=2 --norm-queries --norm-keys --digits=4
  2,0
  0,0
  0,0
  0,2
  $ attn similarity -q q --heads=2 --norm-queries=gain --digits=4
  11.6,0
  0,0
  0,0
  0,3
  $ attn similarity -q q --heads=2 --norm-queries=all --digits=4
  16.4,0
  0,0
  0,0
  0,9.899
  $ attn similarity -q q --heads=2 --norm-queries=all --digits=4 --kernel=reference --precision=single --threads=1
  16.4,0
  0,0
  0,0
  0,9.899
  $ attn similarity -q q --heads=2 --head=1 --norm-keys=all --norm-epsilon=0.5 --digits=4
  0,0
  0,7
  $ attn context -q q --heads=2 --norm-queries=all --norm-keys=gain --digits=4
  2.999,3.999,0.5,0.5
  1.5,2,1,1
  $ attn similarity -q @'1e300 1e300; 1e-300 0' --norm-queries --norm-keys --digits=4
  2,1e-297
  1e-297,0
  $ attn similarity -q @'1 0;1 0;1 0' --rope-frequencies=@'1.5707963267948966' --digits=2
  1,6.1e-17,-1
  6.1e-17,1,6.1e-17
  -1,6.1e-17,1
  $ attn similarity -q @'1 0;1 0' --rope-magnitude=2 --rope
  4,2.161209223472559
  2.161209223472559,4
  $ attn gradient -q q --heads=2 --head=1 --norm-queries=all --upstream=@'1 0; 0 1' --of=queries --digits=4
  0,0,0.3,0.4
  0,0,-3.549e-05,3.549e-05
  $ attn similarity -q q --heads=2 --norm-queries=@'1 2 3'
  ! attn: @1 2 3 has 3 numbers: a gain of the queries has 2, for the features of a head, or 4, for those of all heads
  [1]
  $ attn similarity -q q -k @'1 2;3 4' --heads=2 --kv-heads=1 --norm-queries=@'1 2 3'
  ! attn: @1 2 3 has 3 numbers: a gain of the queries has 2, for the features of a head, or 4, for those of all heads
  [1]
  $ attn similarity -q - --norm-keys=- <q
  ! attn: standard input ('-') can be read only once
  [2]
  $ attn similarity -q q --norm-epsilon=1
  ! attn: --norm-epsilon has no effect without --norm-queries or --norm-keys
  [2]
  $ attn similarity -q q --rope --rope-frequencies=gain
  ! attn: --rope computes what --rope-frequencies gives; choose one
  [2]
  $ attn similarity -q q --rope-frequencies=@'1 2 3'
  ! attn: @1 2 3 has 3 numbers; turning 4 features takes 2
  [1]
  $ attn similarity -q q --rope-magnitude=2
  ! attn: --rope-magnitude has no effect without --rope, --rope-frequencies, or --rope-cos and --rope-sin
  [2]
  $ attn softmax q --norm-queries
  ! attn: --norm-queries has no effect on ready-made scores; give the queries with -q
  [2]
  $ attn similarity -q q -f chi2 --norm-keys
  ! attn: --similarity=chi2 takes numbers of 0 or more, and --norm-keys may make others
  [2]
