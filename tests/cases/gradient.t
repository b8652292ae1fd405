Gradients of a loss, from its gradient by the context. Two keys of equal score: each gets half of
upstream, and the second, with the larger value, is worth more.

  $ printf '1\n' >q; printf '0\n0\n' >k; printf '1\n3\n' >v; printf '1\n' >u
  $ attn gradient -q q -k k -v v --upstream=u --of=keys
  -0.5
  0.5
  $ attn gradient q k -v v --upstream=u --of=values
  ! attn: --values needs the queries; give them with -q
  [2]
  $ attn gradient -q q -k k -v v --upstream=u --of=queries
  0

Several at once, each into a file of its own, are the same as one by one.

  $ attn gradient -q q -k k -v v --upstream=u --of=queries,keys,values -o 'd%.csv'; cat dqueries.csv dkeys.csv dvalues.csv
  0
  -0.5
  0.5
  0.5
  0.5
  $ attn gradient -q q -k k -v v --upstream=u --of=values -o 'one-%.csv'; cmp one-values.csv dvalues.csv
  $ attn gradient -q q -k k -v v --upstream=u --of=queries,keys -o d.csv
  ! attn: --of names several gradients: -o needs a % in the name, as in -o d%.csv, for the name of each
  [2]
  $ attn gradient -q q -k k -v v --upstream=u --of=queries,keys
  ! attn: --of names several gradients: -o needs a % in the name, as in -o d%.csv, for the name of each
  [2]

Names travel: a gradient has those of its input.

  $ printf ',x,y\na,1,2\nb,3,4\n' >nq; printf ',x,y\nr,0,1\ns,1,0\nt,1,1\n' >nk; printf ',one\nr,1\ns,2\nt,4\n' >nv
  $ printf ',one\na,1\nb,-1\n' >nu
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=queries --digits=3
  ,x,y
  a,0.51,0.0978
  b,-0.132,-0.0313
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=keys --digits=3
  ,x,y
  r,-0.115,-0.494
  s,-0.00382,-0.0703
  t,0.119,0.564
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=values --digits=3
  ,one
  r,0.198
  s,0.0729
  t,-0.271
  $ printf '0,0,0\n1,0,1\n' >b; attn gradient -q nq -k nk -v nv --upstream=nu --of=bias --bias=b --digits=3
  ,r,s,t
  a,-0.51,-0.0978,0.608
  b,0.134,0.0118,-0.146
  $ printf '0,0,0\n' >b1; attn gradient -q nq -k nk -v nv --upstream=nu --of=bias --bias=b1 --digits=3
  r,s,t
  -0.379,-0.0664,0.445

A file that serves for two inputs has a gradient by each.

  $ attn gradient -q nk -v nv --upstream=nv --of=queries --digits=3; attn gradient -q nk -v nv --upstream=nv --of=keys --digits=3
  ,x,y
  r,0.601,0.0656
  s,0.525,0.582
  t,1.64,0.797
  ,x,y
  r,-2.17,-2.25
  s,-1.38,-0.863
  t,3.55,3.11

A masked key gives nothing, whatever stands there, and gets 0; so does a query that sees none.

  $ printf '1,2\n3,4\n5,6\n' >q3; printf '0,1\nnan,inf\n1,1\n' >k3; printf '1\nnan\n2\n' >v3; printf '1\nnan\n2\n' >u3
  $ printf '1,0,1\n0,0,0\n1,0,1\n' >m
  $ for of in queries keys values; do attn gradient -q q3 -k k3 -v v3 --upstream=u3 --mask=m --missing=keep --of=$of --digits=3; echo; done
  0.197,0
  0,0
  0.0133,1.73e-18
  
  -0.263,-0.473
  0,0
  0.263,0.473
  
  0.282
  0
  2.72
  
  $ for of in queries keys values; do attn gradient -q q3 -k k3 -v v3 --upstream=u3 --mask=m --missing=keep --of=$of --digits=3 -f cosine; echo; done
  0.0763,-0.0381
  0,0
  0.0355,-0.0296
  
  -0.428,1.11e-16
  0,0
  -0.0618,0.0618
  
  1.37
  0
  1.63
  
  $ for of in queries keys values; do attn gradient -q q3 -k k3 -v v3 --upstream=u3 --mask=m --missing=keep --of=$of --digits=3 -f euclidean --kernel=reference; echo; done
  0.169,-0.0702
  0,0
  0.0369,-0.0331
  
  -0.486,-0.486
  0,0
  0.28,0.59
  
  1.08
  0
  1.92
  

What stays a NaN is one.

  $ attn gradient -q q3 -k nk -v nv --upstream=u3 --missing=keep --of=queries --digits=3
  0.51,0.0978
  nan,nan
  0.0397,0.0097

The queries and upstream may come from a pipe, in pieces.

  $ cat q3 q3 | awk '{ print NR }' >u6
  $ { cat q3; sleep 0.3; cat q3; } | attn gradient -q - -k nk -v nv --upstream=u6 --of=keys >piped; cat q3 q3 >q6
  $ attn gradient -q q6 -k nk -v nv --upstream=u6 --of=keys | cmp - piped
  $ cat u6 | attn gradient -q q6 -k nk -v nv --upstream=- --of=keys | cmp - piped

Upstream has the shape of the context.

  $ attn gradient -q q3 -k nk -v nv --upstream=q3 --of=keys
  ! attn: q3 has 2 columns, the context 1: upstream is a gradient by the context
  [1]
  $ attn gradient -q q3 -k nk -v nv --upstream=u6 --of=keys
  ! attn: u6 has more rows than q3, which has 3: upstream has a row for each query
  [1]
  $ attn gradient -q q6 -k nk -v nv --upstream=v --of=keys
  ! attn: v has 2 rows, q6 has more: upstream has a row for each query
  [1]
  $ attn gradient -q - -k nk -v nv --upstream=- --of=keys
  ! attn: standard input ('-') can be read only once
  [2]

What it needs, and what has no derivative.

  $ attn gradient -q nq -k nk -v nv --of=keys
  ! attn: gradient needs --upstream=FILE, the gradient by the context
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu
  ! attn: gradient needs --of=LIST: queries, keys, values, bias ...
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=key
  ! attn: --of: 'key' is not one of queries, keys, values, bias, sink, project-queries, project-keys, project-values, project-output, project-queries-bias, project-keys-bias, project-values-bias, project-output-bias, similarity-weight, additive-query, additive-key, additive-vector, additive-bias, norm-queries, norm-keys
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=scale
  ! attn: --of: there is no gradient by --scale, but by queries, keys, values, bias, sink, project-queries, project-keys, project-values, project-output, project-queries-bias, project-keys-bias, project-values-bias, project-output-bias, similarity-weight, additive-query, additive-key, additive-vector, additive-bias, norm-queries, norm-keys
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=norm-keys
  ! attn: --of=norm-keys needs --norm-keys
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=bias
  ! attn: --of=bias needs --bias
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=sink -n sigmoid
  ! attn: --of=sink needs --sink
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=project-keys
  ! attn: --of=project-keys needs --project-keys
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=bias --bias=nk --missing=drop
  ! attn: --missing=drop takes queries and keys out, and --of=bias has a number for each; use --missing=zero
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=values,keys --explain -o 'z%.csv'
  ! attn: --explain tells of all gradients in one file; leave the % out of -o
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=values,keys --explain -o told; head -n 1 told
  Formulas count rows and columns from 1; positions are counted from 0.
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=keys --axis=column
  ! attn: gradient has no use for --axis; see 'attn help gradient'
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=keys --local-p=2
  ! attn: gradient has no use for --local-p; see 'attn help gradient'
  [2]
  $ attn gradient -q nq -k nk -v nv --upstream=nu --of=keys --log
  ! attn: gradient has no use for --log; see 'attn help gradient'
  [2]
  $ attn context -q nq -k nk -v nv --of=keys
  ! attn: context has no use for --of; see 'attn help context'
  [2]

Rows that are dropped keep their places: upstream has a row for each of the others, as the context has.

  $ printf '1,2\nNA,3\n0.5,1\n2,0.3\n' >gq; printf '1,0\n0.2,1\n1,NA\n0.3,0.7\n' >gk; printf '1\n2\n3\n4\n' >gv; printf '1\n0.5\n2\n' >gu
  $ printf '1,2\n0.5,1\n2,0.3\n' >gq2; printf '1,0\n0.2,1\n0.3,0.7\n' >gk2; printf '1\n2\n4\n' >gv2; printf '1,0,0\n1,1,0\n1,1,1\n' >gm
  $ attn gradient -q gq -k gk -v gv --upstream=gu --of=queries,keys,values --missing=drop --causal -o 'with-%' --quiet
  $ attn gradient -q gq2 -k gk2 -v gv2 --upstream=gu --of=queries,keys,values --mask=gm -o 'without-%'
  $ for of in queries keys values; do cmp with-$of without-$of && cat with-$of; done
  0,0
  -0.09151369618266292,0.11439212022832862
  -0.6759914140444333,0.6931604265605101
  -1.9640729395038639,-0.40042365213678355
  0.22888618527493365,0.14014563900244403
  1.7351867542289299,0.26027801313433946
  2.4456012886397227
  0.668515503210871
  0.385883208149406
  $ printf '1\n0.5\n2\n3\n' | attn gradient -q gq -k gk -v gv --upstream=- --of=values --missing=drop --quiet
  ! attn: (stdin) has more rows than gq, which has 3 after --missing=drop: upstream has a row for each query
  [1]

Upstream with the names of the queries in another order is refused; other names mean nothing.

  $ printf ',x\na,1\nb,2\nc,3\n' >named; printf ',u\na,1\nc,2\nb,3\n' >moved; sed 's/a,/d,/' moved >other
  $ attn gradient -q named -k named -v named --upstream=moved --of=keys
  ! attn: moved has the names of the rows of named in another order: 'b' where 'c' is there; each row of upstream has to be in the place of its query
  [1]
  $ attn gradient -q named -k named -v named --upstream=moved --of=values --explain
  ! attn: moved has the names of the rows of named in another order: 'b' where 'c' is there; each row of upstream has to be in the place of its query
  [1]
  $ attn gradient -q named -k named -v named --upstream=other --of=values --digits=3
  ,x
  a,0.129
  b,0.621
  c,5.25
  $ sed 1d other | cut -d, -f 2 | attn gradient -q named -k named -v named --upstream=- --of=values --digits=3
  ,x
  a,0.129
  b,0.621
  c,5.25

Factors on the way to a gradient, far below 1 or far above, take no tiny difference and no power of a
tiny score to 0.

  $ printf '1e-36\n' >near; printf '2e-36\n' >far; printf '1e6\n' >large; printf '1e-8\n' >small; printf '0\n' >zero; printf '1\n' >one
  $ attn gradient -q near -k far -v large --upstream=one -f gaussian --bandwidth=1e6 -n none --of=queries --precision=single
  1e-42
  $ attn gradient -q zero -k one -v small --upstream=one -f polynomial --gamma=1e6 --coef0=1e-18 --degree=3 -n none --of=queries --precision=single --digits=3
  3e-38
