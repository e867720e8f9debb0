#!/usr/bin/env python3
"""Draws the certificates of the sample chain into tools/demo/certificates: HTML, through headless Chromium, to PNG with a palette.
Needs the Debian packages chromium, fonts-noto-cjk, fonts-dejavu and python3-pil. The dates on the pictures are left to the
statements, because the story moves with the day on which it is loaded. All names and numbers are invented."""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 620, 860
COLOURS = 24
OUT = Path(__file__).parent / "certificates"

STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 620px; height: 860px; background: #fffdf7; color: #222; font-family: 'DejaVu Serif', 'Noto Serif CJK SC', serif; padding: 26px }
.frame { height: 808px; border: 3px solid var(--ink); outline: 1px solid var(--ink); outline-offset: -9px; padding: 40px 44px; position: relative; text-align: center }
h2 { font-size: 17px; font-weight: normal; letter-spacing: 1px; color: var(--ink) }
h1 { font-size: 29px; line-height: 1.25; margin: 26px 0 6px; color: var(--ink) }
.zh { font-size: 22px; margin-bottom: 26px }
table { width: 100%; border-collapse: collapse; text-align: left; font-size: 15.5px; margin-top: 18px }
td { padding: 8px 4px; border-bottom: 1px solid #d8d2c2; vertical-align: top }
td:first-child { color: #666; width: 36% }
td.n { text-align: right } .ok { color: #1b6e3c }
.note { font-size: 13.5px; color: #555; margin-top: 22px; text-align: left; line-height: 1.5 }
.seal { position: absolute; right: 54px; bottom: 62px; width: 128px; height: 128px }
.sign { position: absolute; left: 50px; bottom: 74px; text-align: left; font-size: 14px; color: #444 }
.sign i { display: block; font-size: 25px; color: #1d2f6f; font-family: 'DejaVu Serif'; margin-bottom: 4px }
.sample { position: absolute; left: 0; right: 0; bottom: 22px; font-size: 11.5px; color: #888 }
"""

SEAL = """<svg class="seal" viewBox="-64 -64 128 128"><g fill="none" stroke="#b3261e" stroke-width="4"><circle r="60"/></g>
<polygon points="0,-24 7,-8 24,-7 11,4 15,21 0,12 -15,21 -11,4 -24,-7 -7,-8" fill="#b3261e"/>
<path id="a" d="M-45,0 a45,45 0 1 1 90,0" fill="none"/><text font-size="13" fill="#b3261e" font-family="Noto Serif CJK SC"><textPath href="#a" startOffset="50%%" text-anchor="middle">%s</textPath></text></svg>"""

GREEN, BLUE, RED, BROWN = "#1f5f43", "#1e3f73", "#7a2430", "#6b4a1c"

CERTIFICATES = {
    "plant-permit": (BLUE, "Provincial Food Safety Office", "Food Production Licence", "食品生产许可证",
                     [("Holder", "Snow River Dairy 雪河乳业"), ("Licence no.", "SC10523010012345"), ("Category", "Infant formula, dry process"),
                      ("Standard", "GB 10765-2021"), ("Site", "Dairy Avenue 1, Harbin")],
                     "This licence allows the holder to make the foods named above at the site named above.", "省食品安全办公室", "Li Wen"),
    "plant-haccp": (GREEN, "Eastern Certification Centre", "HACCP Certificate", "危害分析与关键控制点体系认证",
                    [("Organisation", "Snow River Dairy 雪河乳业"), ("Certificate no.", "HACCP-2025-0417"), ("Standard", "GB/T 27341"),
                     ("Scope", "Milk reception, evaporation, spray drying, blending, filling of infant formula")],
                    "The organisation runs a system that meets the standard. Surveillance takes place every year.", "东方认证中心", "Zhao Min"),
    "farm-a-health": (BROWN, "County Veterinary Station, Hulan", "Herd Health Certificate", "奶畜健康证明",
                      [("Farm", "Stone Garden Farm 石园牧场"), ("Certificate no.", "HL-2026-118"), ("Herd", "312 Holstein cows"),
                       ("Brucellosis", "Negative, all animals"), ("Tuberculosis", "Negative, all animals")],
                      "Samples were taken and tested by the station. The milk of this herd may be delivered to dairies.", "呼兰县兽医站", "Sun Jie"),
    "farm-b-health": (BROWN, "County Veterinary Station, Mulan", "Herd Health Certificate", "奶畜健康证明",
                      [("Farm", "Green Valley Farm 青谷牧场"), ("Certificate no.", "ML-2025-307"), ("Herd", "240 Holstein cows"),
                       ("Brucellosis", "Negative, all animals"), ("Tuberculosis", "Negative, all animals")],
                      "Samples were taken and tested by the station. The milk of this herd may be delivered to dairies.", "木兰县兽医站", "Guo Hong"),
    "carrier-permit": (BLUE, "Liaoning Transport Bureau", "Road Transport Permit", "道路运输经营许可证",
                       [("Carrier", "Northern Line Logistics 北线物流"), ("Permit no.", "LN-210100-5567"), ("Goods", "Packed food, temperature controlled"),
                        ("Standard", "GB 31605")],
                       "Vehicles record the temperature of the load on every trip; the records are kept for two years.", "辽宁交通局", "Wu Tao"),
    "stores-permit": (BLUE, "Dalian Market Supervision", "Food Business Licence", "食品经营许可证",
                      [("Holder", "Good Start Stores 好起点母婴店"), ("Licence no.", "JY12102040098765"), ("Business", "Retail of packed food, infant formula"),
                       ("Shops", "Harbour Street 20; Garden Square 5; Station Hall 2")],
                      "This licence must hang where customers can see it.", "大连市场监督", "Chen Yu"),
}


def tests(lot, number):
    rows = [("Protein", "11.2 g / 100 g", "10.3 to 15.5"), ("Fat", "27.4 g / 100 g", "21.5 to 31.4"), ("Melamine", "not found", "1 mg/kg"), ("Aflatoxin M1", "not found", "0.5 ug/kg"),
            ("Salmonella", "0 of 60", "0 of 60"), ("Cronobacter", "0 of 3", "0 of 3")]
    body = "<table><tr><td>Item</td><td class=n>Result</td><td class=n>Limit</td><td></td></tr>"
    body += "".join(f"<tr><td>{a}</td><td class=n>{b}</td><td class=n>{c}</td><td class=ok>pass</td></tr>" for a, b, c in rows) + "</table>"
    head = [("Sample", "Snow River Infant Formula, stage 1, 800 g"), ("Lot", lot), ("Report no.", number)]
    return (RED, "Lakeside Food Laboratory", "Test Report", "检测报告", head, "Results hold for the sample as received. GB 10765-2021.", "湖畔检测中心", "He Lan", body)


CERTIFICATES["test-xh-a17"] = tests("XH-A17", "LFL-26-4471")
CERTIFICATES["test-xh-b03"] = tests("XH-B03", "LFL-26-4502")


def html(ink, issuer, title, chinese, rows, note, seal, signer, extra=""):
    table = "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows) + "</table>"
    return f"""<!doctype html><meta charset=utf-8><style>{STYLE}</style><body style="--ink:{ink}"><div class=frame><h2>{issuer}</h2>
<h1>{title}</h1><div class=zh>{chinese}</div>{table}{extra}<p class=note>{note}</p><div class=sign><i>{signer}</i>{issuer}</div>{SEAL % seal}
<div class=sample>Sample for a demonstration. Companies and numbers are invented.</div></div>"""


def draw(name, parts, folder):
    page, shot = Path(folder, name + ".html"), Path(folder, name + ".png")
    page.write_text(html(*parts), encoding="utf-8")
    subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT + 120}",
                    f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)
    picture = Image.open(shot).convert("RGB").crop((0, 0, WIDTH, HEIGHT))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(OUT / (name + ".png"), optimize=True)


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, parts in CERTIFICATES.items():
            draw(name, parts, scratch)
            print(f"{name}.png {(OUT / (name + '.png')).stat().st_size} bytes")
