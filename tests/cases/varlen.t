Packed sequences: with --group positions count within a group, of queries and of keys, wherever they
stand in the file.

  $ printf 'g,x\na,1\na,1\nb,1\nb,1\nb,1\n' >qg; printf 'g,x\na,1\na,2\na,3\nb,5\nb,8\n' >kg
  $ attn similarity --group=g --causal qg kg
  1,-inf,-inf,-inf,-inf
  1,2,-inf,-inf,-inf
  -inf,-inf,-inf,5,-inf
  -inf,-inf,-inf,5,8
  -inf,-inf,-inf,5,8
  $ attn similarity --group=g --causal --offset=end qg kg
  1,2,-inf,-inf,-inf
  1,2,3,-inf,-inf
  -inf,-inf,-inf,-inf,-inf
  -inf,-inf,-inf,5,-inf
  -inf,-inf,-inf,5,8
  $ attn similarity --group=g --window=1,0 --offset=end qg kg
  1,2,-inf,-inf,-inf
  -inf,2,3,-inf,-inf
  -inf,-inf,-inf,-inf,-inf
  -inf,-inf,-inf,5,-inf
  -inf,-inf,-inf,5,8
  $ attn similarity --group=g --alibi=1 --scale=0 --offset=1 qg kg
  -1,0,-1,-inf,-inf
  -2,-1,0,-inf,-inf
  -inf,-inf,-inf,-1,0
  -inf,-inf,-inf,-2,-1
  -inf,-inf,-inf,-3,-2
  $ attn similarity --group=g --exclude-self qg kg
  -inf,2,3,-inf,-inf
  1,-inf,3,-inf,-inf
  -inf,-inf,-inf,-inf,8
  -inf,-inf,-inf,5,-inf
  -inf,-inf,-inf,5,8
  $ attn similarity --group=g --window=0,0 --prefix=1 --offset=1 qg kg
  1,2,-inf,-inf,-inf
  1,-inf,3,-inf,-inf
  -inf,-inf,-inf,5,8
  -inf,-inf,-inf,5,-inf
  -inf,-inf,-inf,5,-inf
  $ attn similarity --group=g --local-m=1 qg kg
  1,2,-inf,-inf,-inf
  1,2,3,-inf,-inf
  -inf,-inf,-inf,5,8
  -inf,-inf,-inf,5,8
  -inf,-inf,-inf,-inf,8
  $ attn similarity --group=g --causal --offset=end --valid-keys=4 qg kg
  1,2,-inf,-inf,-inf
  1,2,3,-inf,-inf
  -inf,-inf,-inf,-inf,-inf
  -inf,-inf,-inf,-inf,-inf
  -inf,-inf,-inf,5,-inf

Groups that come again, and a query whose group has no key:

  $ printf 'g,x\nb,1\na,1\nz,1\na,1\nb,1\n' >qs; printf 'g,x\na,1\nb,5\na,2\na,3\nb,8\n' >ks
  $ attn similarity --group=g --causal qs ks
  -inf,5,-inf,-inf,-inf
  1,-inf,-inf,-inf,-inf
  -inf,-inf,-inf,-inf,-inf
  1,-inf,2,-inf,-inf
  -inf,5,-inf,-inf,8
  $ attn similarity --group=g --causal --offset=end --kernel=reference qs ks
  -inf,5,-inf,-inf,-inf
  1,-inf,2,-inf,-inf
  -inf,-inf,-inf,-inf,-inf
  1,-inf,2,3,-inf
  -inf,5,-inf,-inf,8
  $ attn similarity --group=g --alibi=1 --scale=0 qs ks
  -inf,0,-inf,-inf,-1
  0,-inf,-1,-2,-inf
  -inf,-inf,-inf,-inf,-inf
  -1,-inf,0,-1,-inf
  -inf,-1,-inf,-inf,0
  $ attn similarity --group=g --exclude-self qs ks
  -inf,-inf,-inf,-inf,8
  -inf,-inf,2,3,-inf
  -inf,-inf,-inf,-inf,-inf
  1,-inf,-inf,3,-inf
  -inf,5,-inf,-inf,-inf
  $ attn context --group=g --causal --lse -q qs -k ks -v @'1; 2; 3; 4; 5' --digits=4
  2,5
  1,1
  0,-inf
  2.462,2.313
  4.858,8.049
  $ attn top --group=g --causal -q qs -k ks --count=1
  query,key,score,weight
  0,1,5,1
  1,0,1,1
  3,2,2,0.7310585786300049
  4,4,8,0.9525741268224334
  $ attn similarity --group=g --heads=1 --rope --columns=x,y -q @'g x y; a 1 0; b 1 0; a 1 0' -d space -H --digits=3
  1 -inf 0.54
  -inf 1 -inf
  0.54 -inf 1

Only keys that exist count for --offset=end, in and out of groups:

  $ attn context -q @'0;0' -k @'0;0;0;0;0' -v @'1;2;4;99;99' --causal --offset=end --valid-keys=3
  1.5
  2.3333333333333335
  $ attn context -q @'0;0' -k @'0;0;0;0;0' -v @'1;2;4;99;99' --window=1,0 --offset=end --valid-keys=3
  1.5
  3
  $ attn similarity -q @'0;0' -k @'0;0;0;0;0' --alibi=1 --offset=end --valid-keys=3
  -1,0,-1,-inf,-inf
  -2,-1,0,-inf,-inf

  $ attn context -q qs --group=g --local-p=1 --local-weight=x --local-vector=y
  ! attn: --local-p predicts a place among all keys; --group counts places within groups
  [2]
  $ printf 'g,x\na,1\na,NA\na,3\n' | attn similarity --group=g --missing=drop --causal
  ! attn: --missing=drop has taken rows out, and with --group positions count within what is left; use --missing=zero, or take the rows out first
  [1]
  $ printf 'g,x\na,1\na,NA\na,3\n' | attn similarity --group=g --missing=drop
  1,3
  3,9
  ! attn: note: (stdin): 1 row dropped, line 3
