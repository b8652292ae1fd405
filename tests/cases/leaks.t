A masked key has no effect, whatever it holds. A NaN or an infinity that is not masked stays.

The last of five keys is poisoned, and each mask hides it from all three queries:

  $ printf '1,0\n0,2\n1,1\n' >q.csv
  $ printf '1,1\n0,1\n2,0\n1,2\n' >k4.csv; printf '1,2\n2,0\n3,1\n0,5\n' >v4.csv
  $ (cat k4.csv; echo 3,3) >k.csv; (cat v4.csv; echo 4,4) >v.csv
  $ (cat k4.csv; echo nan,inf) >kx.csv; (cat v4.csv; echo -inf,nan) >vx.csv
  $ printf 'x,1,0\nx,0,2\nx,1,1\n' >qg.csv
  $ for f in k kx; do (sed 's/^/x,/' k4.csv; sed -n 's/^/y,/; 5p' $f.csv) >${f}g.csv; done
  $ echo 1,1,1,1,0 >m.csv; echo 0,0,0,0,-inf >b.csv
  $ cat >differ <<'END'
  > attn "$@" -k k.csv >clean; attn "$@" -k kx.csv --missing=keep >poisoned
  > cmp -s clean poisoned || echo "attn $@"
  > END
  $ for n in softmax softmax\ --sink=1 sparsemax entmax15 entmax\ --alpha=1.2 sigmoid relu none linear; do
  >     for hide in --causal --window=-1,1 --mask=m.csv --valid-keys=4 --local-m=1 --bias=b.csv; do
  >         case $n$hide in linear--bias*) continue; esac
  >         for kernel in "" --kernel=reference; do
  >             sh differ softmax -q q.csv -n $n $hide $kernel
  >         done
  >         attn context -q q.csv -k k.csv -v v.csv -n $n $hide >clean
  >         attn context -q q.csv -k kx.csv -v vx.csv -n $n $hide --missing=keep >poisoned
  >         cmp clean poisoned || echo context $n $hide
  >     done
  >     attn context -q qg.csv -k kg.csv -v v.csv -n $n --group=1 >clean
  >     attn context -q qg.csv -k kxg.csv -v vx.csv -n $n --group=1 --missing=keep >poisoned
  >     cmp clean poisoned || echo context $n --group
  > done
  $ for f in dot cosine correlation euclidean sqeuclidean manhattan gaussian laplacian rbf polynomial; do
  >     sh differ softmax -q q.csv -f $f --mask=m.csv
  >     sh differ similarity -q q.csv -f $f --mask=m.csv --softcap=2 --alibi
  > done
  $ printf '1,2\n0,1\n' >w.csv; printf '1,2,0,1\n0,1,1,1\n' >w4.csv; printf '1,-1\n' >u.csv
  $ sh differ similarity -q q.csv -f general --similarity-weight=w.csv --mask=m.csv
  $ sh differ similarity -q q.csv -f additive --additive-query=w.csv --additive-key=w.csv --additive-vector=u.csv --mask=m.csv
  $ sh differ similarity -q q.csv -f concat --similarity-weight=w4.csv --additive-vector=u.csv --mask=m.csv
  $ sh differ softmax -q q.csv --project-keys=w.csv --rope --mask=m.csv
  $ sh differ weights -q q.csv --heads=2 --axis=column --mask=m.csv
  $ sh differ top --csv -q q.csv --mask=m.csv
  $ for f in epanechnikov\ --bandwidth=2 tricube\ --bandwidth=2 uniform\ --bandwidth=2 chi2 haversine; do
  >     sh differ softmax -q q.csv -f $f --mask=m.csv
  > done
  $ sh differ similarity -q q.csv --norm-keys --mask=m.csv

Names hide the poisoned key, too, and positions within groups that come again, and places where a row
was dropped:

  $ printf 'e,1,0\ne,0,2\ne,1,1\n' >qn.csv
  $ for f in k kx; do paste -d , - $f.csv <<'END' >${f}n.csv
  > a
  > b
  > c
  > d
  > e
  > END
  > done
  $ printf 'y,1,0\nx,0,2\ny,1,1\n' >qs.csv
  $ for f in k kx; do (sed -n 's/^/x,/; 1,2p' k.csv; sed -n 's/^/y,/; 3p' k.csv; sed -n 's/^/x,/; 4p' k.csv; sed -n 's/^/y,/; 5p' $f.csv) >${f}s.csv; done
  $ (head -n 2 k.csv; echo NA,NA; tail -n 2 k.csv) >kd.csv; (head -n 2 kx.csv; echo NA,NA; sed -n 4p kx.csv; echo 3,inf) >kxd.csv
  $ (cat v4.csv; echo 4,4) >vd.csv; (cat v4.csv; echo -inf,inf) >vxd.csv
  $ for kernel in "" --kernel=reference; do
  >     for f in k kx; do
  >         attn context -q qn.csv -k ${f}n.csv -v v${f#k}.csv --exclude-self=label --missing=keep $kernel >names$f
  >         attn context -q qs.csv -k ${f}s.csv -v v${f#k}.csv --group=1 --causal --offset=-1 --alibi=1 --missing=keep $kernel >groups$f
  >         attn context -q q.csv -k ${f}d.csv -v v${f#k}d.csv --causal --offset=1 --alibi=1 --missing=drop --quiet $kernel >places$f
  >     done
  >     cmp namesk nameskx; cmp groupsk groupskx; cmp placesk placeskx
  > done

Nor does it reach a gradient, or the gradient by what made the keys:

  $ (cat k4.csv; echo nan,0) >kx0.csv
  $ cat >gradients <<'END'
  > for of in queries keys values; do
  >     attn gradient -q q.csv -v v.csv --upstream=q.csv --mask=m.csv --missing=keep --of=$of --digits=9 "$@"
  > done
  > END
  $ for kernel in "" --kernel=reference; do
  >     for how in --norm-keys -nlinear -fcorrelation -fhaversine -fepanechnikov\ --bandwidth=3; do
  >         sh gradients -k k.csv $how $kernel >clean; sh gradients -k kx0.csv $how $kernel >poisoned
  >         cmp clean poisoned || echo $how
  >     done
  >     for f in k kx0; do
  >         attn gradient -q q.csv -k $f.csv -v v.csv --upstream=q.csv --mask=m.csv --missing=keep \
  >             --norm-keys --project-keys=w.csv --of=project-keys --digits=9 $kernel >by$f
  >     done
  >     cmp byk bykx0
  > done

Without a mask it shows, with every normalizer and kernel, and only in its own columns:

  $ for n in softmax sparsemax entmax15 entmax\ --alpha=1.2 sigmoid relu none; do
  >     attn softmax -q q.csv -k kx.csv --missing=keep --causal --offset=2 -n $n | tail -n 1 | grep -q 'nan$' || echo $n
  >     for kernel in avx512 avx2 portable reference; do
  >         attn context -q q.csv -k kx.csv -v v.csv --missing=keep --kernel=$kernel --causal --offset=2 -n $n 2>&1
  >     done | grep -v 'cannot run' | awk -F , '{ row = (NR - 1) % 3; bad += ($1 == "nan") != (row == 2) } END { if (bad) print "context" }'
  > done
  $ printf '1\n' >q1.csv; printf 'nan\n' >k1.csv; printf '5\n' >v1.csv
  $ for kernel in portable reference; do
  >     for sink in "" --sink=1 --sink=-1; do
  >         attn context -q q1.csv -k k1.csv -v v1.csv --missing=keep --lse --kernel=$kernel $sink
  >     done
  > done
  nan,nan
  nan,nan
  nan,nan
  nan,nan
  nan,nan
  nan,nan

A query that sees nothing has the distribution and the context 0, with each normalizer:

  $ for n in softmax softmax\ --sink=1 sparsemax entmax15 entmax\ --alpha=1.2 sigmoid relu none linear; do
  >     for hide in --valid-keys=0 "--causal --offset=-1"; do
  >         attn softmax -q q.csv -k kx.csv --missing=keep -n $n $hide | sed -n 1p
  >         attn context -q q.csv -k kx.csv -v vx.csv --missing=keep -n $n $hide | sed -n 1p
  >     done
  > done | sort | uniq -c | sed 's/^ *//'
  18 0,0
  18 0,0,0,0,0
  $ attn context -q q.csv -k k.csv -v v.csv --lse --valid-keys=0 | uniq
  0,0,-inf
  $ attn context -q q.csv -k k.csv -v v.csv --lse --sink=2 --valid-keys=0 | uniq
  0,0,2
