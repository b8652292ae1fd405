The worked examples of the tutorial.

One element of three features each: 1 x 4 + 2 x 5 + 3 x 6.

  $ attn similarity data/tutorial/query.csv data/tutorial/key.csv
  32
  $ printf '1,2,3\n' >x; printf '4,5,6\n' >y; attn similarity x y
  32
  $ attn similarity -q x -k y
  32

The softmax over the whole matrix.

  $ attn softmax --axis=all --digits=12 data/tutorial/similarity.csv
  0.00426977854528,0.0116064614312,0.0315496332011
  0.0857607946251,0.233122009624,0.633691322574

The sums down the columns. The doubles nearest to 0.3 and 0.6 do not add to the one nearest to 0.9.

  $ attn weights data/tutorial/distribution.csv
  0.5,0.7,0.8999999999999999
  $ attn weights --digits=15 data/tutorial/distribution.csv
  0.5,0.7,0.9

The weighted sum of the sequence.

  $ attn score data/tutorial/weights.csv data/tutorial/sequence.csv
  1.4
