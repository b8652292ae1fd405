A picture of a matrix as it is. In a pipe it is plain ASCII.

  $ printf ',the,cat,sat\nthe,1,0,0\ncat,.3,.7,0\nsat,.2,.5,.3\n' >a.csv; attn heatmap a.csv
  a.csv
  3 rows, 3 columns
            the      cat      sat
  the  @@@ 1.00 ...    0 ...    0
  cat  ---  .30 ###  .70 ...    0
  sat  :::  .20 +++  .50 ---  .30
  scale: 0 ...:: 0.2 ---== 0.4 =++* 0.6 **### 0.8 %%@@@ 1

Or of the distribution of queries over keys.

  $ printf ',x,y\nking,2,0\nqueen,1,2\ncar,-2,1\n' >words.csv; attn heatmap -q words.csv --causal
  attention of words.csv over itself
  rows: 3 queries; columns: 3 keys; blank: masked, missing or infinite
             king    queen      car
   king  @@@ 1.00                  
  queen  ...  .05 @@@  .95         
    car  ...  .00 ...  .01 @@@  .99
  scale: 0 ...:: 0.2 ---== 0.4 =++* 0.6 **### 0.8 %%@@@ 1

A masked score and any other number that is not finite stays blank. The low end of the scale is 0,
unless a number is below it or --range says otherwise.

  $ attn similarity words.csv --causal | attn heatmap --title='scores, causal'
  scores, causal
  3 rows, 3 columns; blank: masked, missing or infinite
             king    queen      car
   king  @@@  4.0                  
  queen  ###  2.0 @@@  5.0         
    car  ... -4.0 +++    0 @@@  5.0
  scale: -5 ...::-- -2 -===+ 0 +***# 2 ##%%@@@ 5
  $ attn heatmap a.csv --range=0,10 | tail -n 1
  scale: 0 ...:: 2 ---== 4 =++* 6 **### 8 %%@@@ 10
  $ attn heatmap a.csv --range=10,0
  ! attn: --range: '10,0' is not two numbers, the low end first: 0,1
  [2]
  $ printf '3,NA\ninf,3\n' | attn heatmap
  (stdin)
  2 rows, 2 columns; blank: masked, missing or infinite
           0       1
  0  @@@ 3.0        
  1          @@@ 3.0
  scale: 0 ...::--- 1 ===++*** 2 ###%%@@@ 3
  $ printf '0,0\n' | attn heatmap
  (stdin)
  1 row, 2 columns
         0     1
  0  +++ 0 +++ 0
  scale: 0 ++++++++++++++++++++++++ 0

Colours where they are asked for, and blocks where the locale is UTF-8.

  $ attn heatmap a.csv --color=256 | sed -n 4p | tr '\033' '^'
  the ^[38;5;16m^[48;5;220m  1.00^[38;5;231m^[48;5;53m     0     0^[0m
  $ LC_ALL=C.UTF-8 attn heatmap data/iris.csv --columns=1-4 --color=truecolor | sed -n 5p | tr '\033' '^' | cut -c1-70
    0 ^[38;2;53;183;121m^[48;2;42;174;127m▀▀▀▀▀▀▀▀^[38;2
  $ LC_ALL=C.UTF-8 attn heatmap data/iris.csv --columns=1-4 | tail -n 2
  scale: 0 ...::-- 2 -===++* 4 **###%% 6 @@@ 7
  each cell is the mean of 3-4 x 1 (rows x columns)

On a terminal the environment decides.

  $ export LC_ALL=C.UTF-8 TERM=xterm-256color COLORTERM=truecolor; script -qec 'attn heatmap a.csv' /dev/null | sed -n 4p | tr '\033\r' '^$'
  the ^[38;2;0;0;0m^[48;2;253;231;37m  1.00^[38;2;255;255;255m^[48;2;68;1;84m     0     0^[0m$
  $ export LC_ALL=C.UTF-8 TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1; script -qec 'attn heatmap a.csv' /dev/null | sed -n 4p | tr '\033\r' '^$'
  the  ███ 1.00 ···    0 ···    0$
  $ export LC_ALL=C TERM=xterm-256color; script -qec 'attn heatmap a.csv' /dev/null | sed -n 4p | tr '\033\r' '^$'
  the ^[38;5;16m^[48;5;220m  1.00^[38;5;231m^[48;5;53m     0     0^[0m$
  $ export LC_ALL=C TERM=dumb; script -qec 'attn heatmap a.csv' /dev/null | sed -n 4p | tr '\033\r' '^$'
  the  @@@ 1.00 ...    0 ...    0$

A large matrix is pooled until it fits, and the picture says how.

  $ attn heatmap -q data/iris.csv --columns=1-4 -f gaussian --bandwidth=.5 | tail -n 2
  scale: 0 ...::-- 0.02 -===++** 0.04 *###%%@@@ 0.0641
  each cell is the mean of 3-4 x 1-2 (queries x keys)
  $ attn heatmap -q data/iris.csv --columns=1-4 -f gaussian --bandwidth=.5 --pool=max | tail -n 2
  scale: 0 ...::-- 0.1 -===++* 0.2 **###%% 0.3 @@@ 0.35
  each cell is the maximum of 3-4 x 1-2 (queries x keys)
  $ COLUMNS=200 attn heatmap -q data/iris.csv --columns=1-4 -f gaussian --bandwidth=.5 | tail -n 2
  scale: 0 ...::- 0.05 --=== 0.1 ++***# 0.15 ##%%@@@ 0.217
  each cell is the mean of 1-2 x 1 (queries x keys)
  $ COLUMNS=30 attn heatmap data/digits/queries.csv --columns=1-64
  data/digits/queries.csv
  500 rows, 64 columns
      0    12   24   36   49
    0 .#+.*#.=+.-#-.+*.-+:-#::@:
   38 .#+.*#.=*.-*-.+*.-*.-#::@-
   76 .*+.**.=+.-#-.**.=*.-*::@:
  115 .*+.**.*+.-#-.+*.-+:-#::@-
  153 .*=.*#.++.-+-.=*.-*:=#::@-
  192 .*=.**.++.-*-:+#.-*:-*::@-
  230 .*+.*#.+*.-#-.++.=*.-#.:%:
  269 .#+.*#.+*.-%-.#=.++.-*.:#:
  307 .*=.**.=*.-%-.#*.=*.-#.:%:
  346 .#+.#*.+*.-#-.#+.=*.-#.:%:
  384 .#+.**.++.-#-.#+.+#.-%.:%:
  423 .#=.*#.=*.-#::#+.*#.=%::%:
  461 .*=.**.=*.-%-.%*.+#.=%::%:
  scale: 0 ...::---= 5 ==++***## 10 #%%@@@ 13.2
  each cell is the mean of 38-39 x 2-3 (rows x columns)
  columns: 0 pixel_0_0,
  12 pixel_1_4, 24 pixel_3_0,
  36 pixel_4_4, 49 pixel_6_1,
  61 pixel_7_5

It fits the lines of a terminal too, of which the shell's prompt takes one; --width is narrower.

  $ for lines in 10 24 50; do LINES=$lines attn heatmap data/digits/queries.csv --columns=1-64 | wc -l; done
  9
  23
  49
  $ LINES=24 attn heatmap data/iris.csv --columns=1-4 | sed -n '3,6p;$p'
              sepal_width     petal_width
      sepal_length    petal_length
    0 ########++++++++::::::::........
    8 ########++++++++::::::::........
  each cell is the mean of 8-9 x 1 (rows x columns)
  $ COLUMNS=30 attn heatmap data/digits/queries.csv --columns=1-64 >30; attn heatmap data/digits/queries.csv --columns=1-64 --width=30 | cmp - 30

An SVG file, by the name of the output or with --svg.

  $ attn heatmap a.csv --svg=- | grep -v 'd="M0 [0-9]*h1V64'
  <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="attn-auto" width="246.9" height="215" viewBox="0 0 246.9 215">
  <style>
  .attn-auto{max-width:100%;height:auto}
  .attn-auto text{font-family:sans-serif;font-size:11px;font-weight:normal;font-style:normal;text-anchor:start;stroke:none}
  .attn-auto .attn-head{font-size:13px;font-weight:bold}
  .attn-auto .attn-end{text-anchor:end}
  .attn-auto .attn-middle{text-anchor:middle}
  .attn-auto .attn-numbers text{text-anchor:middle;pointer-events:none}
  .attn-auto .attn-paper{stroke:none}
  .attn-auto .attn-cells path{stroke:none}
  .attn-auto .attn-cells path:hover{opacity:.6}
  .attn-auto .attn-frame{fill:none;stroke:#8c959f;stroke-width:1}
  .attn-auto .attn-hatch{fill:none;stroke-width:1}
  .attn-auto .attn-paper{fill:#fff}
  .attn-auto text{fill:#1f2328}
  .attn-auto .attn-quiet{fill:#59636e}
  .attn-auto .attn-hatch{stroke:#c4cbd2}
  @media (prefers-color-scheme:dark){
  .attn-auto .attn-paper{fill:#0d1117}
  .attn-auto text{fill:#f0f6fc}
  .attn-auto .attn-quiet{fill:#9198a1}
  .attn-auto .attn-hatch{stroke:#444c56}
  }
  </style>
  <path class="attn-paper" d="M0 0h246.9v215H0z"/>
  <text class="attn-head" x="8" y="20">a.csv</text>
  <text class="attn-quiet" x="8" y="36">3 rows, 3 columns</text>
  <text class="attn-quiet attn-middle" x="102.9" y="52">columns</text>
  <text class="attn-quiet attn-middle" transform="translate(14 133) rotate(-90)">rows</text>
  <text class="attn-end" x="43.9" y="101">the</text>
  <text class="attn-end" x="43.9" y="137">cat</text>
  <text class="attn-end" x="43.9" y="173">sat</text>
  <text class="attn-middle" x="66.9" y="74">the</text>
  <text class="attn-middle" x="102.9" y="74">cat</text>
  <text class="attn-middle" x="138.9" y="74">sat</text>
  <g class="attn-cells" shape-rendering="crispEdges" transform="translate(48.9 79) scale(36 36)">
  <path style="fill:#fde725" d="M0 0h1v1h-1z"><title>row the, column the: 1</title></path>
  <path style="fill:#440154" d="M1 0h1v1h-1z"><title>row the, column cat: 0</title></path>
  <path style="fill:#440154" d="M2 0h1v1h-1z"><title>row the, column sat: 0</title></path>
  <path style="fill:#355f8d" d="M0 1h1v1h-1z"><title>row cat, column the: 0.3</title></path>
  <path style="fill:#45be71" d="M1 1h1v1h-1z"><title>row cat, column cat: 0.7</title></path>
  <path style="fill:#440154" d="M2 1h1v1h-1z"><title>row cat, column sat: 0</title></path>
  <path style="fill:#414487" d="M0 2h1v1h-1z"><title>row sat, column the: 0.2</title></path>
  <path style="fill:#21908d" d="M1 2h1v1h-1z"><title>row sat, column cat: 0.5</title></path>
  <path style="fill:#355f8d" d="M2 2h1v1h-1z"><title>row sat, column sat: 0.3</title></path>
  </g>
  <path class="attn-frame" d="M48.9 79h108v108H48.9z"/>
  <g class="attn-numbers">
  <text style="fill:#000" x="66.9" y="101">1.00</text>
  <text style="fill:#fff" x="102.9" y="101">0</text>
  <text style="fill:#fff" x="138.9" y="101">0</text>
  <text style="fill:#fff" x="66.9" y="137">.30</text>
  <text style="fill:#000" x="102.9" y="137">.70</text>
  <text style="fill:#fff" x="138.9" y="137">0</text>
  <text style="fill:#fff" x="66.9" y="173">.20</text>
  <text style="fill:#000" x="102.9" y="173">.50</text>
  <text style="fill:#fff" x="138.9" y="173">.30</text>
  </g>
  <g class="attn-cells" shape-rendering="crispEdges" transform="translate(172.9 79) scale(14 1.6875)">
  </g>
  <path class="attn-frame" d="M186.9 187h4"/>
  <text x="192.9" y="191">0</text>
  <path class="attn-frame" d="M186.9 165.4h4"/>
  <text x="192.9" y="169.4">0.2</text>
  <path class="attn-frame" d="M186.9 143.8h4"/>
  <text x="192.9" y="147.8">0.4</text>
  <path class="attn-frame" d="M186.9 122.2h4"/>
  <text x="192.9" y="126.2">0.6</text>
  <path class="attn-frame" d="M186.9 100.6h4"/>
  <text x="192.9" y="104.6">0.8</text>
  <path class="attn-frame" d="M186.9 79h4"/>
  <text x="192.9" y="83">1</text>
  </svg>
  $ attn heatmap a.csv -o a.svg; attn heatmap a.csv --svg=b.picture; cmp a.svg b.picture; ls
  30
  a.csv
  a.svg
  b.picture
  data
  words.csv
  $ attn heatmap -q data/digits/queries.csv --columns=1-64 -f scaled-dot -o big.svg; test $(wc -c <big.svg) -lt 500000; grep -c '<image\|<title' big.svg
  1
  $ awk 'BEGIN { for (i = 0; i < 1500; i++) print i ",1" }' | attn heatmap --svg=- | grep -o 'each cell is[^<]*'
  each cell is the mean of 2-4 x 1 (rows x columns)
  ! attn: note: (stdin): column 1 counts the rows, and is used as a feature; if it names them, use --labels=yes, or if it is a feature, --labels=no
  $ attn heatmap a.csv --svg=- --theme=dark --width=800 | sed -n '1p;/^\.attn.*fill:#/p'
  <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="attn-dark" width="800" height="696.638" viewBox="0 0 246.9 215">
  .attn-dark .attn-paper{fill:#0d1117}
  .attn-dark text{fill:#f0f6fc}
  .attn-dark .attn-quiet{fill:#9198a1}
  $ attn heatmap a.csv --theme=dark
  ! attn: --theme has no effect on text; draw SVG with --svg
  [2]
  $ attn heatmap a.csv --svg=a.svg -o b.svg
  ! attn: --svg and --output both name the output
  [2]

Heads are small multiples on one scale, from the queries or from ready-made rows, head after head.

  $ printf '1,0,0,1\n0,2,1,0\n1,1,1,1\n' >x; attn heatmap -q x --heads=2
  attention of x over itself
  rows: 3 queries; columns: 3 keys
  head 0
           0       1       2
  0  +++ .42 ::: .16 +++ .42
  1  ... .02 @@@ .87 ::: .12
  2  ::: .16 +++ .42 +++ .42
  
  head 1
           0       1       2
  0  +++ .42 ::: .16 +++ .42
  1  ::: .16 +++ .42 +++ .42
  2  --- .21 --- .21 *** .58
  scale: 0 ...::- 0.2 --=== 0.4 ++***# 0.6 ##%%@@@ 0.867
  $ attn softmax -q x --heads=2 | attn heatmap --heads=2 --title='attention of x over itself' >own; attn heatmap -q x --heads=2 | cmp - own
  $ attn heatmap -q x --heads=2 --head=1 | head -n 4
  attention of x over itself
  rows: 3 queries; columns: 3 keys
  head 1
           0       1       2
  $ attn heatmap -q x --heads=2 --svg=- | grep -c 'head [01]<'
  2

Names with bytes that would steer a terminal or break XML are printed harmlessly.

  $ printf ',\033]0;x\007,<b>&\n"\r",1,2\n' >odd; attn heatmap odd
  odd
  1 row, 2 columns
               <b>&
       \x1b]0;x\x07
  \x0d  +++ 1.0 @@@ 2.0
  scale: 0 ...::- 0.5 --===+ 1 +***## 1.5 #%%@@@ 2
  $ attn heatmap odd --svg=- | grep '<title>'
  <path style="fill:#21908d" d="M0 0h1v1h-1z"><title>row \x0d, column \x1b]0;x\x07: 1</title></path>
  <path style="fill:#fde725" d="M1 0h1v1h-1z"><title>row \x0d, column &lt;b&gt;&amp;: 2</title></path>

The pictures in the README are what the program draws, and small.

  $ sh data/pictures.sh attn .
  $ cmp attention.svg data/head/attention.svg && cmp heads.svg data/head/heads.svg
  $ grep -c '<title>head\|<title>query' attention.svg
  171
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

Whatever masks a cell, it is blank; a weight of 0 that is not masked is not.

  $ printf '1,0,1\n1,1,0\n' >mask; printf '0,0,0\n0,-inf,0\n' >bias; head -n 3 words.csv >two.csv
  $ attn heatmap -q two.csv -k words.csv --mask=mask --bias=bias -n sparsemax | sed -n '4,5p'
   king  @@@ 1.00          ...    0
  queen  @@@ 1.00                  
  $ attn heatmap -q words.csv --exclude-self --axis=all --heads=2 | sed -n '/head/,/car /p'
  head 0
            king   queen     car
   king          @@@ .49 ... .00
  queen  @@@ .49         ... .01
    car  ... .00 ... .01        
  head 1
            king   queen     car
   king          ... .05 ... .05
  queen  ... .05         %%% .39
    car  ... .05 %%% .39        
  $ attn heatmap -q words.csv --valid-keys=2 --precision=single | sed -n '4,6p'
   king  @@@ .88 ::: .12        
  queen  ... .05 @@@ .95        
    car  ... .02 @@@ .98        
  $ attn heatmap -q words.csv --causal --svg=- | grep -c 'attn-hatch"\|hatched: masked'
  2

Values of two signs have a scale as long on both sides of 0, and colours that part there.

  $ printf -- '-1,0,4\n' | attn heatmap --color=256 | tail -n 2 | tr '\033' '^'
  0 ^[38;5;16m^[48;5;189m  -1.0^[48;5;253m     0^[38;5;231m^[48;5;160m   4.0^[0m
  scale: -4 ^[48;5;62m  ^[48;5;69m  ^[48;5;111m  ^[0m -2 ^[48;5;111m ^[48;5;153m  ^[48;5;189m  ^[48;5;253m ^[0m 0 ^[48;5;253m ^[48;5;224m  ^[48;5;216m  ^[48;5;209m ^[0m 2 ^[48;5;209m  ^[48;5;203m  ^[48;5;160m  ^[0m 4
  $ printf -- '-1,0,4\n' | attn heatmap --range=-1,4 --color=256 | sed -n 4p | tr '\033' '^'
  0 ^[38;5;16m^[48;5;189m  -1.0^[48;5;253m     0^[38;5;231m^[48;5;160m   4.0^[0m
  $ printf -- '-1,0,4\n' | attn heatmap --svg=- | grep -o '<path.*title>'
  <path style="fill:#b8d0f9" d="M0 0h1v1h-1z"><title>row 0, column 0: -1</title>
  <path style="fill:#dddddd" d="M1 0h1v1h-1z"><title>row 0, column 1: 0</title>
  <path style="fill:#b40426" d="M2 0h1v1h-1z"><title>row 0, column 2: 4</title>
  $ printf -- '-3,-1\n' | attn heatmap | tail -n 1
  scale: -3 ...::--- -2 ===++*** -1 ###%%@@@ 0

Numbers have the digits that fit, or those that are asked for.

  $ printf '.9341,1\n.004,.5\n' | attn heatmap --digits=4
  (stdin)
  2 rows, 2 columns
              0          1
  0  @@@  .9341 @@@ 1.0000
  1  ...  .0040 +++  .5000
  scale: 0 ...:: 0.2 ---== 0.4 =++* 0.6 **### 0.8 %%@@@ 1
  $ awk 'BEGIN { for (i = 0; i < 18; i++) printf "%s%s", i ? "," : "", i / 17; print "" }' | attn heatmap --color=256 | sed -n 4p | sed "s/$(printf '\033')[^m]*m//g"
  0    0 .06 .12 .18 .24 .29 .35 .41 .47 .53 .59 .65 .71 .76 .82 .88 .94 1.0
  $ printf '.9341,1\n.004,.5\n' | attn heatmap --svg=- --digits=4 | grep -o '>[^>]*.934[^<]*<'
  >row 0, column 0: 0.9341<
  >.9341<

A picture of another kind is not drawn, and nothing is written.

  $ attn heatmap a.csv -o a.png || test ! -e a.png || echo written
  ! attn: --output: 'a.png': a picture is text (x.txt) or SVG (x.svg); draw x.svg and convert that, as with rsvg-convert x.svg -o x.png
  $ attn heatmap a.csv -o a.PNG || attn heatmap a.csv --svg=a.pdf || ls *.PNG *.pdf 2>/dev/null
  ! attn: --output: 'a.PNG': a picture is text (x.txt) or SVG (x.svg); draw x.svg and convert that, as with rsvg-convert x.svg -o x.png
  ! attn: --svg: 'a.pdf': a picture is text (x.txt) or SVG (x.svg); draw x.svg and convert that, as with rsvg-convert x.svg -o x.png
  [2]
  $ attn heatmap a.csv -o png; wc -l <png
  7

So is any other ending that is neither a picture's nor a text file's; a number or a made-up name is none.

  $ attn heatmap a.csv -o a.eps || attn heatmap a.csv -o a.html || ls a.eps a.html 2>/dev/null
  ! attn: --output: 'a.eps': a picture is text (x.txt) or SVG (x.svg); draw x.svg and convert that, as with rsvg-convert x.svg -o x.png
  ! attn: --output: 'a.html': a picture is text (x.txt) or SVG (x.svg); draw x.svg and convert that, as with rsvg-convert x.svg -o x.png
  [2]
  $ attn heatmap a.csv -o a.x
  ! attn: --output: 'a.x': a picture is text (x.txt) or SVG (x.svg); draw x.svg and convert that, as with rsvg-convert x.svg -o x.png
  [2]
  $ for name in a.txt a.TXT c.csv a.log a.1 a.b_c tmp.Xk3fP9aQ2z .map ./b; do attn heatmap a.csv -o $name || echo $name; done
  $ attn heatmap a.csv --svg=b.picture && rm -f a.txt a.TXT c.csv a.log a.1 a.b_c tmp.Xk3fP9aQ2z .map b b.picture

The ends of the scale, large and small.

  $ printf '1234,-999999\n0,5\n' | attn heatmap | tail -n 1
  scale: -999999 ...::- -500000 --===+ 0 +***## 500000 #%%@@@ 999999
  $ printf '1e6,0\n' | attn heatmap | tail -n 1
  scale: 0 ...:: 200000 ---== 400000 =++* 600000 **### 800000 %%@@@ 1e+06
  $ printf '0.00123456,0\n' | attn heatmap | tail -n 1
  scale: 0 ...::---== 0.0005 =++***### 0.001 %%@@@ 0.00123

Where a row of cells stands for several rows, it has the name of the first.

  $ awk 'BEGIN { print ",x,y"; for (i = 0; i < 3000; i++) print "r" i "," i ",1" }' >tall.csv
  $ attn heatmap tall.csv | head -n 4
  tall.csv
  3000 rows, 2 columns
               x       y
     r0 ................
  $ attn heatmap tall.csv --svg=- | grep -o '>r[0-9]*<' | tr -d '\n'
  >r0<>r116<>r232<>r348<>r468<>r584<>r700<>r820<>r936<>r1052<>r1168<>r1288<>r1404<>r1520<>r1640<>r1756<>r1872<>r1992<>r2108<>r2224<>r2340<>r2460<>r2576<>r2692<>r2812<>r2928<
  \ no newline at the end

Numbers whose sums and differences overflow.

  $ printf '1e308,0,-1e308\n' | attn heatmap
  (stdin)
  1 row, 3 columns
      0  1  2
  0 @@@+++...
  scale: -1e+308 ...::- -5e+307 --===+ 0 +***## 5e+307 #%%@@@ 1e+308
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
  3000 rows, 2 columns
              0       1
     0 @@@@@@@@@@@@@@@@
  each cell is the mean of 80-84 x 1 (rows x columns)
