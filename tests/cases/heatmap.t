A picture of a matrix as it is. In a pipe it is plain ASCII.

  $ printf ',the,cat,sat\nthe,1,0,0\ncat,.3,.7,0\nsat,.2,.5,.3\n' >a.csv; attn heatmap a.csv
  a.csv
  rows: 3 queries; columns: 3 keys
       the cat sat
  the @@@@........
  cat ----####....
  sat ::::++++----
  scale: 0 ...::---===++***###%%@@@ 1

Or of the distribution of queries over keys.

  $ printf ',x,y\nking,2,0\nqueen,1,2\ncar,-2,1\n' >words.csv; attn heatmap -q words.csv --causal
  attention of words.csv over itself
  rows: 3 queries; columns: 3 keys
          king queen   car
   king @@@@@@............
  queen ......@@@@@@......
    car ............@@@@@@
  scale: 0 ...::---===++***###%%@@@ 1

A masked score and any other number that is not finite stays blank. The low end of the scale is 0,
unless a number is below it or --range says otherwise.

  $ attn similarity words.csv --causal | attn heatmap --title='scores, causal'
  scores, causal
  rows: 3 queries; columns: 3 keys
          king queen   car
   king @@@@@@            
  queen ######@@@@@@      
    car ......++++++@@@@@@
  scale: -4 ...::---===++***###%%@@@ 5; blank: masked, missing or infinite
  $ attn heatmap a.csv --range=0,10 | tail -n 1
  scale: 0 ...::---===++***###%%@@@ 10
  $ attn heatmap a.csv --range=10,0
  ! attn: --range: '10,0' is not two numbers, the low end first: 0,1
  [2]
  $ printf '3,NA\ninf,3\n' | attn heatmap
  (stdin)
  rows: 2 queries; columns: 2 keys
      0  1
  0 @@@   
  1    @@@
  scale: 0 ...::---===++***###%%@@@ 3; blank: masked, missing or infinite
  $ printf '0,0\n' | attn heatmap
  (stdin)
  rows: 1 queries; columns: 2 keys
      0  1
  0 ++++++
  scale: 0 ...::---===++***###%%@@@ 0

Colours where they are asked for, and blocks where the locale is UTF-8.

  $ attn heatmap a.csv --color=256 | sed -n 4p | tr '\033' '^'
  the ^[38;5;16m^[48;5;220m   1.00^[38;5;231m^[48;5;53m      0      0^[0m
  $ LC_ALL=C.UTF-8 attn heatmap data/iris-features.csv --color=truecolor | sed -n 4p | tr '\033' '^' | cut -c1-70
    0 ^[38;2;49;180;123m^[48;2;36;170;131m▀^[38;2;39;126;142m^[48;2;41
  $ LC_ALL=C.UTF-8 attn heatmap data/iris-features.csv | tail -n 2
  scale: 0 ...::---===++***###%%@@@ 7.22
  each cell is the mean of 4 x 1 (queries x keys)

On a terminal the environment decides.

  $ export LC_ALL=C.UTF-8 TERM=xterm-256color COLORTERM=truecolor; script -qec 'attn heatmap a.csv' /dev/null | sed -n 4p | tr '\033\r' '^$'
  the ^[38;2;0;0;0m^[48;2;253;231;37m   1.00^[38;2;255;255;255m^[48;2;68;1;84m      0      0^[0m$
  $ export LC_ALL=C.UTF-8 TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1; script -qec 'attn heatmap a.csv' /dev/null | sed -n 4p | tr '\033\r' '^$'
  the ████········$
  $ export LC_ALL=C TERM=xterm-256color; script -qec 'attn heatmap a.csv' /dev/null | sed -n 4p | tr '\033\r' '^$'
  the ^[38;5;16m^[48;5;220m   1.00^[38;5;231m^[48;5;53m      0      0^[0m$
  $ export LC_ALL=C TERM=dumb; script -qec 'attn heatmap a.csv' /dev/null | sed -n 4p | tr '\033\r' '^$'
  the @@@@........$

A large matrix is pooled until it fits, and the picture says how.

  $ attn heatmap -q data/iris-features.csv -f gaussian --bandwidth=.5 | tail -n 2
  scale: 0 ...::---===++***###%%@@@ 0.0729
  each cell is the mean of 4 x 2 (queries x keys)
  $ attn heatmap -q data/iris-features.csv -f gaussian --bandwidth=.5 --pool=max | tail -n 2
  scale: 0 ...::---===++***###%%@@@ 0.35
  each cell is the maximum of 4 x 2 (queries x keys)
  $ COLUMNS=200 attn heatmap -q data/iris-features.csv -f gaussian --bandwidth=.5 | tail -n 2
  scale: 0 ...::---===++***###%%@@@ 0.179
  each cell is the mean of 2 x 1 (queries x keys)
  $ COLUMNS=30 attn heatmap data/digits/queries.csv
  data/digits/queries.csv
  rows: 500 queries; columns: 64 keys
      0    15   30   45   60
    0 :@.*+.*-=#.=*.+=-%.+*.
   39 :@.#*.*--#.=#.+=-%:+#:
   78 :@.#+.#--#.+#.*-:#.+*.
  117 :%.#+.#-=#.=#.==-%:**.
  156 :%.#*.*--*.=#.+=-%:+#.
  195 :%.**.#--#.=%.+=:#:+*.
  234 :%.#*.#-=#.+*.*-:%.+=.
  273 :@.#*.#--%.*+.#:-#.+=.
  312 .#.#+.#--%.+*.#-:%.++.
  351 :%.#+.#-=#.#*.#-:%.+=.
  390 :%.#+.#-=#.**.#=-@.*+.
  429 :%.#*.#--#.#*.%=-@.++.
  468 :%.#+.%-=%.##.#=-@.++.
  scale: 0 ...::---===++***###%%@@@ 11.6
  each cell is the mean of 39 x 3 (queries x keys)

An SVG file, by the name of the output or with --svg.

  $ attn heatmap a.csv --svg=-
  <svg xmlns="http://www.w3.org/2000/svg" width="480" height="215" viewBox="0 0 480 215" font-family="sans-serif" font-size="11">
  <style>.paper{fill:#fff}text{fill:#1f2328}.quiet{fill:#59636e}.head{font-size:13px;font-weight:bold}.frame{fill:none;stroke:#8c959f}g path:hover{opacity:.6}
  @media (prefers-color-scheme:dark){.paper{fill:#0d1117}text{fill:#f0f6fc}.quiet{fill:#9198a1}}</style>
  <rect class="paper" width="100%" height="100%"/>
  <text class="head" x="8" y="20">a.csv</text>
  <text class="quiet" x="8" y="36">rows: 3 queries; columns: 3 keys</text>
  <text class="quiet" x="102.9" y="52" text-anchor="middle">keys</text>
  <text class="quiet" transform="translate(14 133) rotate(-90)" text-anchor="middle">queries</text>
  <text x="43.9" y="101" text-anchor="end">the</text>
  <text x="43.9" y="137" text-anchor="end">cat</text>
  <text x="43.9" y="173" text-anchor="end">sat</text>
  <text x="66.9" y="74" text-anchor="middle">the</text>
  <text x="102.9" y="74" text-anchor="middle">cat</text>
  <text x="138.9" y="74" text-anchor="middle">sat</text>
  <g shape-rendering="crispEdges" transform="translate(48.9 79) scale(36)">
  <path fill="#fde725" d="M0 0h1v1H0z"><title>query the, key the: 1</title></path>
  <path fill="#440154" d="M1 0h1v1H1z"><title>query the, key cat: 0</title></path>
  <path fill="#440154" d="M2 0h1v1H2z"><title>query the, key sat: 0</title></path>
  <path fill="#355f8d" d="M0 1h1v1H0z"><title>query cat, key the: 0.3</title></path>
  <path fill="#45be71" d="M1 1h1v1H1z"><title>query cat, key cat: 0.7</title></path>
  <path fill="#440154" d="M2 1h1v1H2z"><title>query cat, key sat: 0</title></path>
  <path fill="#414487" d="M0 2h1v1H0z"><title>query sat, key the: 0.2</title></path>
  <path fill="#21908d" d="M1 2h1v1H1z"><title>query sat, key cat: 0.5</title></path>
  <path fill="#355f8d" d="M2 2h1v1H2z"><title>query sat, key sat: 0.3</title></path>
  </g>
  <path class="frame" d="M48.9 79h108v108h-108z"/>
  <linearGradient id="scale" x1="0" y1="1" x2="0" y2="0">
  <stop offset="0" stop-color="#440154"/>
  <stop offset="0.06667" stop-color="#481a6c"/>
  <stop offset="0.1333" stop-color="#472f7d"/>
  <stop offset="0.2" stop-color="#414487"/>
  <stop offset="0.2667" stop-color="#39568c"/>
  <stop offset="0.3333" stop-color="#31688e"/>
  <stop offset="0.4" stop-color="#2a788e"/>
  <stop offset="0.4667" stop-color="#23888e"/>
  <stop offset="0.5333" stop-color="#1f988b"/>
  <stop offset="0.6" stop-color="#22a884"/>
  <stop offset="0.6667" stop-color="#35b779"/>
  <stop offset="0.7333" stop-color="#54c568"/>
  <stop offset="0.8" stop-color="#7ad151"/>
  <stop offset="0.8667" stop-color="#a5db36"/>
  <stop offset="0.9333" stop-color="#d2e21b"/>
  <stop offset="1" stop-color="#fde725"/>
  </linearGradient>
  <rect x="180.9" y="79" width="14" height="108" fill="url(#scale)"/>
  <text x="199.9" y="191">0</text>
  <text x="199.9" y="164">0.25</text>
  <text x="199.9" y="137">0.5</text>
  <text x="199.9" y="110">0.75</text>
  <text x="199.9" y="83">1</text>
  </svg>
  $ attn heatmap a.csv -o a.svg; attn heatmap a.csv --svg=b.picture; cmp a.svg b.picture; ls
  a.csv
  a.svg
  b.picture
  data
  words.csv
  $ attn heatmap -q data/digits/queries.csv -f scaled-dot -o big.svg; test $(wc -c <big.svg) -lt 5000000; grep -o 'each cell is[^<]*' big.svg
  each cell is the mean of 4 x 4 (queries x keys)
  $ attn heatmap a.csv --svg=a.svg -o b.svg
  ! attn: --svg and --output both name the output
  [2]

Heads are small multiples on one scale, from the queries or from ready-made rows, head after head.

  $ printf '1,0,0,1\n0,2,1,0\n1,1,1,1\n' >x; attn heatmap -q x --heads=2
  attention of x over itself
  rows: 3 queries; columns: 3 keys
  head 0
      0  1  2
  0 +++:::+++
  1 ...@@@:::
  2 :::++++++
  
  head 1
      0  1  2
  0 +++:::+++
  1 :::++++++
  2 ------***
  scale: 0 ...::---===++***###%%@@@ 0.867
  $ attn softmax -q x --heads=2 | attn heatmap --heads=2 --title='attention of x over itself' >own; attn heatmap -q x --heads=2 | cmp - own
  $ attn heatmap -q x --heads=2 --head=1 | head -n 4
  attention of x over itself
  rows: 3 queries; columns: 3 keys
  head 1
      0  1  2
  $ attn heatmap -q x --heads=2 --svg=- | grep -c 'head [01]<'
  2

Names with bytes that would steer a terminal or break XML are printed harmlessly.

  $ printf ',\033]0;x\007,<b>&\n"\r",1,2\n' >odd; attn heatmap odd
  odd
  rows: 1 queries; columns: 2 keys
         0  1
  \x0d +++@@@
  keys: 0 \x1b]0;x\x07, 1 <b>&
  scale: 0 ...::---===++***###%%@@@ 2
  $ attn heatmap odd --svg=- | grep '<title>'
  <path fill="#21908d" d="M0 0h1v1H0z"><title>query \x0d, key \x1b]0;x\x07: 1</title></path>
  <path fill="#fde725" d="M1 0h1v1H1z"><title>query \x0d, key &lt;b&gt;&amp;: 2</title></path>

The pictures in the README are what the program draws, and small.

  $ sh data/pictures.sh attn .
  $ cmp attention.svg data/head/attention.svg && cmp heads.svg data/head/heads.svg
  $ grep -c '<title>head\|<title>query' attention.svg
  324
  $ grep -o 'query fox, key stole: 0.8[0-9]*' attention.svg
  query fox, key stole: 0.859029

Standard input has its name in the title.

  $ printf '1,2\n' | attn heatmap -q - | head -n 1
  attention of (stdin) over itself
  $ printf '1,2\n' >one.csv; printf '1,2\n' | attn heatmap -q one.csv -k - | head -n 1
  attention of one.csv over (stdin)
  $ printf '1,2\n' | attn heatmap | head -n 1
  (stdin)
  $ printf '1,2\n' | attn describe -q - | head -n 1
  the distribution of (stdin) over itself: 1 x 1

A picture of another kind is not drawn, and nothing is written.

  $ attn heatmap a.csv -o a.png || test ! -e a.png || echo written
  ! attn: --output: 'a.png': a picture is text or SVG; draw x.svg and convert that, as with rsvg-convert x.svg -o x.png

The ends of the scale, large and small.

  $ printf '1234,-999999\n0,5\n' | attn heatmap | tail -n 1
  scale: -999999 ...::---===++***###%%@@@ 1234
  $ printf '1e6,0\n' | attn heatmap | tail -n 1
  scale: 0 ...::---===++***###%%@@@ 1e+06
  $ printf '0.00123456,0\n' | attn heatmap | tail -n 1
  scale: 0 ...::---===++***###%%@@@ 0.00123

Where a row of cells stands for several rows, it has the name of the first.

  $ awk 'BEGIN { print ",x,y"; for (i = 0; i < 3000; i++) print "r" i "," i ",1" }' >tall.csv
  $ attn heatmap tall.csv | head -n 4
  tall.csv
  rows: 3000 queries; columns: 2 keys
        0 1
     r0 ....
  $ attn heatmap tall.csv --svg=- | grep -o '>r[0-9]*<' | tr -d '\n'
  >r0<>r100<>r200<>r300<>r400<>r500<>r600<>r700<>r800<>r900<>r1000<>r1100<>r1200<>r1300<>r1400<>r1500<>r1600<>r1700<>r1800<>r1900<>r2000<>r2100<>r2200<>r2300<>r2400<>r2500<>r2600<>r2700<>r2800<>r2900<
  \ no newline at the end

Numbers whose sums and differences overflow.

  $ printf '1e308,0,-1e308\n' | attn heatmap
  (stdin)
  rows: 1 queries; columns: 3 keys
      0  1  2
  0 @@@+++...
  scale: -1e+308 ...::---===++***###%%@@@ 1e+308
  $ printf '1e308,0,-1e308\n' | attn heatmap --svg=- | grep -o '>[-0-9.e+]*</text>'
  >0</text>
  >0</text>
  >1</text>
  >2</text>
  >-1e+308</text>
  >-5e+307</text>
  >0</text>
  >5e+307</text>
  >1e+308</text>
  $ awk 'BEGIN { for (i = 0; i < 3000; i++) print (i < 1500 ? "1e308,1e308" : "-1e308,0") }' | attn heatmap --pool=mean | sed -n '1,4p;$p'
  (stdin)
  rows: 3000 queries; columns: 2 keys
       0 1
     0 @@@@
  each cell is the mean of 84 x 1 (queries x keys)
