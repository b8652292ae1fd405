#!/bin/sh
# Looks at the SVG pictures of `attn heatmap` in Chromium: alone and put into a page that has styles
# of its own, in light and dark. Says in one line if there is no Chromium, or no Python to read its
# screenshots with.
#
# Usage: tests/pictures.sh ATTN
set -u
attn=$(realpath "${1:?usage: pictures.sh ATTN}")
top=$(realpath "$(dirname "$0")")
. "$top/not_tested.sh"
python=${PYTHON:-python3}
browser=
for name in chromium chromium-browser google-chrome; do
    [ -n "$browser" ] || browser=$(command -v $name)
done
if [ -z "$browser" ] || ! command -v "$python" >/dev/null; then
    not_tested 'pictures in a browser (Chromium or Python is not installed)'
    exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
passed=0 failed=0

look() { # look OPTION...: the browser
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars \
        --force-device-scale-factor=1 --window-size=1100,260 --user-data-dir="$scratch/profile" \
        "$@" 2>/dev/null
}
same() { # same WHAT WANTED FOUND: two files
    if diff "$2" "$3" >difference; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1: wanted <, found >"
        cat difference
    fi
}
cells() { # cells WHAT LEFT TIMES PAPER: the paper, and the cells 1, 0, .3, .7 of a.csv
    echo "$1, paper $(($2 + 3)),3 $4"
    for cell in 54,84,#fde725 126,84,#440154 54,120,#355f8d 90,120,#45be71; do
        echo "$cell" | while IFS=, read -r x y colour; do
            echo "$1 $(($2 + $3 * x)),$(($3 * y)) $colour"
        done
    done
}

printf ',the,cat,sat\nthe,1,,0\ncat,.3,.7,0\n' >a.csv
for theme in auto light dark; do
    "$attn" heatmap a.csv --missing=keep --theme=$theme --svg=$theme.svg
done
width=$(sed -n 's/^<svg.* width="\([0-9.]*\)".*/\1/p' light.svg)
awk 'BEGIN { for (i = 0; i < 400; i++) { for (j = 0; j < 400; j++)
        printf "%s%s", j ? "," : "", i == 100 ? "inf" : i < j ? -1 : i == j ? 0 : .5; print "" } }' >large.csv
"$attn" heatmap large.csv --theme=light --svg=large.svg

# Alone: one of each theme, one twice as wide, and one whose 400 x 400 cells are an image. Each is
# laid over what is not looked at of the one before.
cat >alone.html <<END
<!doctype html><style>body { background: #888; margin: 0 } img { position: absolute; top: 0 }</style>
<img src="auto.svg" style="left: 0"><img src="light.svg" style="left: 200px">
<img src="dark.svg" style="left: 400px">
<img src="light.svg" style="left: 600px; width: calc(2px * $width)"><img src="large.svg" style="left: 900px">
END
look --screenshot=day.png "file://$scratch/alone.html" >/dev/null
look --blink-settings=preferredColorScheme=0 --screenshot=night.png "file://$scratch/alone.html" >/dev/null
if [ ! -s day.png ] || [ ! -s night.png ]; then
    not_tested 'pictures in a browser (Chromium does not start)'
    exit 0
fi
corner=$(sed -n 's/.*class="attn-cells".*translate(\([0-9]*\)[.0-9]* \([0-9]*\).*scale(1 1).*/\1 \2/p' large.svg)
x=$((900 + ${corner% *})) y=${corner#* }
for time in day night; do
    {
        cells auto 0 1 "$([ $time = day ] && echo '#ffffff' || echo '#0d1117')"
        cells light 200 1 '#ffffff'
        cells dark 400 1 '#0d1117'
        cells 'twice as wide' 600 2 '#ffffff'
        echo "above the diagonal $((x + 90)),$((y + 50)) #3b4cc0"
        echo "below the diagonal $((x + 50)),$((y + 90)) #f4997a"
    } >wanted
    $python "$top/pictures/pixels.py" $time.png <wanted >found
    same "pictures by $time" wanted found
done

# Where there is no number there are paper and lines, but never the colour of 0.
for x in 286 287 288 289 290 291 292; do
    echo "blank $x,84 ?"
done | $python "$top/pictures/pixels.py" day.png | sed 's/.* //' | sort -u >blank
echo 'paper 1, lines, 0 0' >wanted
echo "paper $(grep -c '#ffffff' blank),$([ "$(wc -l <blank)" -gt 1 ] && echo ' lines'),$(
    grep -c '#440154' blank | sed 's/^/ 0 /')" >found
same 'a blank cell' wanted found

# In a page whose own styles would spoil it, and which it leaves alone.
{
    echo '<!doctype html><meta charset="utf-8"><style>
        body { margin: 0; background: white } h1 { color: rgb(1, 2, 200) }
        svg { display: block }
        text { fill: rgb(200, 0, 0); font-size: 40px; text-anchor: middle; stroke: lime }
        path { fill: none; stroke: orange; stroke-width: 9px } .head, .quiet { color: green }</style>'
    cat light.svg
    echo '<h1>Own</h1><p class="head">words</p>
        <svg id="own" width="300" height="50"><text x="150" y="40">own</text></svg>
        <pre id="found"></pre><script>
        const tell = (name, value) => found.append(`${name}: ${value}\n`), css = getComputedStyle;
        const picture = document.querySelector(".attn-light"), box = picture.getBoundingClientRect();
        tell("h1", css(document.querySelector("h1")).color);
        tell("head", css(document.querySelector(".head")).color);
        const own = css(document.querySelector("#own text"));
        tell("own text", [own.fill, own.fontSize, own.textAnchor].join(" "));
        const name = css(document.querySelector(".attn-light > text:not([class])"));
        tell("text", [name.fill, name.fontSize, name.textAnchor, name.stroke].join(" "));
        const title = (x, y) => document.elementFromPoint(box.x + x, box.y + y).querySelector("title");
        tell("title", title(66, 97).textContent);
        tell("title", title(102, 130).textContent);
        tell("no title", title(102, 97));
    </script>'
} >page.html
cat >wanted <<'END'
h1: rgb(1, 2, 200)
head: rgb(0, 128, 0)
own text: rgb(200, 0, 0) 40px middle
text: rgb(31, 35, 40) 11px start none
title: row the, column the: 1
title: row cat, column cat: 0.7
no title: null
END
look --window-size=1100,700 --dump-dom "file://$scratch/page.html" | sed -n '/<pre id="found">/,/<\/pre>/p' |
    sed 's/<[^>]*>//g; s/^ *//; /^$/d' >found
same 'a page with a picture' wanted found
look --screenshot=page.png "file://$scratch/page.html" >/dev/null
cells 'in a page' 0 1 '#ffffff' >wanted
$python "$top/pictures/pixels.py" page.png <wanted >found
same 'a picture in a page' wanted found

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
