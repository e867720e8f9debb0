#!/usr/bin/env python3
"""Draws the pictures of the sample certificates: HTML, through headless Chromium, to a PNG with few colours.

Needs the Debian packages chromium, fonts-noto-cjk and python3-pil (run it with Debian's /usr/bin/python3); names as arguments
draw those only. Dates are
left to the statements that name the pictures, because the chain moves with the day on which it is loaded. All names
and numbers are invented."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 880, 622
COLOURS = 20
OUT = Path(__file__).parent / "pictures"

STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 880px; height: 622px; background: #fffdf8; color: #26241f; padding: 20px;
       font-family: 'Noto Serif CJK SC', serif }
.frame { height: 582px; border: 7px solid var(--ink); position: relative; padding: 26px 46px; text-align: center }
.frame::before { content: ''; position: absolute; inset: 6px; border: 1.5px solid var(--ink) }
.corner { position: absolute; width: 30px; height: 30px; border: 4px solid var(--ink); background: #fffdf8 }
.nw { left: -7px; top: -7px } .ne { right: -7px; top: -7px } .sw { left: -7px; bottom: -7px } .se { right: -7px; bottom: -7px }
.issuer { font-size: 17px; letter-spacing: 1px; color: var(--ink) }
h1 { font-size: 39px; line-height: 1.15; margin-top: 12px; color: var(--ink); letter-spacing: 4px }
h2 { font-size: 24px; font-weight: normal; margin: 2px 0 16px; color: var(--ink) }
table { width: 100%; border-collapse: collapse; text-align: left; font-size: 18px; line-height: 1.3 }
td { padding: 6px 6px; border-bottom: 1.5px solid #ddd6c6; vertical-align: top }
td:first-child { color: #6a655a; width: 32% }
table.results td:first-child { color: inherit; width: auto }
.results td { padding: 4px 6px; font-size: 17px } .results .ok { color: #1b6e3c; text-align: right }
.foot { position: absolute; left: 46px; bottom: 34px; text-align: left; font-size: 15px; color: #6a655a; width: 560px }
.seal { position: absolute; right: 56px; bottom: 30px; width: 132px; height: 132px; transform: rotate(-9deg) }
.sample { position: absolute; left: 0; right: 0; top: 50%; text-align: center; font-size: 92px; font-weight: bold; white-space: nowrap;
          letter-spacing: 8px; color: #b3261e; opacity: .09; transform: translateY(-50%) rotate(-17deg) }
"""

SEAL = """<svg class="seal" viewBox="-66 -66 132 132"><circle r="61" fill="none" stroke="#b3261e" stroke-width="5"/>
<polygon points="0,-22 6.5,-8 22,-7 10,3 14,18 0,10 -14,18 -10,3 -22,-7 -6.5,-8" fill="#b3261e"/>
<path id="arc" d="M-44,8 a44,44 0 1 1 88,0" fill="none"/>
<text font-size="15" fill="#b3261e"><textPath href="#arc" startOffset="50%%" text-anchor="middle">%s</textPath></text>
<text y="42" font-size="13" fill="#b3261e" text-anchor="middle">样本 SAMPLE</text></svg>"""

GREEN, BLUE, PLUM, BROWN, TEAL = "#1f5f43", "#1e3f73", "#6d2443", "#6b4a1c", "#165a63"
OFFICE = ("Sample Market Supervision Office 示例市场监督管理所", "示例市场监督管理所")
LABORATORY = ("Green Elm Food Laboratory 青榆食品检测所", "青榆食品检测所")

CERTIFICATES = {
    "permit_plant": (BLUE, *OFFICE, "食品生产许可证", "Food Production Permit", [
        ("Holder 生产者", "Cloudlark Dairy 云雀岭乳业"),
        ("Permit no. 许可证编号", "SC-SAMPLE-10613"),
        ("Works 生产地址", "Cloudlark Road 8, Zhangbei 张北县云雀路8号"),
        ("Foods 食品类别", "Infant formula, wet and dry process 婴幼儿配方乳粉"),
        ("Standard 标准", "GB 23790-2023")]),
    "permit_distributor": (TEAL, *OFFICE, "食品经营许可证", "Food Distribution Licence", [
        ("Holder 经营者", "Harbourlight Distribution 港灯配送"),
        ("Licence no. 许可证编号", "JY-SAMPLE-11201"),
        ("Place 经营场所", "Lantern Quay 30, Tianjin 天津市灯笼码头30号"),
        ("Business 经营项目", "Wholesale of packed food, infant formula 预包装食品、婴配乳粉批发")]),
    "permit_carrier": (GREEN, "Sample Transport Office 示例交通运输所", "示例交通运输所", "道路运输经营许可证", "Road Transport Permit", [
        ("Carrier 业户名称", "Grey Heron Freight 苍鹭冷链运输"),
        ("Permit no. 许可证编号", "YS-SAMPLE-13100"),
        ("Depot 地址", "Langfang 廊坊"),
        ("Business 经营范围", "Food at controlled temperature 食品温控运输")]),
    "permit_shop": (PLUM, *OFFICE, "食品经营许可证", "Food Retail Licence", [
        ("Holder 经营者", "Little Harbour Mother &amp; Baby 小港湾母婴"),
        ("Licence no. 许可证编号", "JY-SAMPLE-11105"),
        ("Shops 经营场所", "Willow Street 12, Beijing; Ferry Square 3, Tianjin"),
        ("Business 经营项目", "Retail of infant formula, shops and online 婴配乳粉零售（含网络）")]),
    "permit_corner": (PLUM, *OFFICE, "食品经营许可证", "Food Retail Licence", [
        ("Holder 经营者", "Acorn Lane Shop 橡果巷商店"),
        ("Licence no. 许可证编号", "JY-SAMPLE-13701"),
        ("Shop 经营场所", "Acorn Lane 5, Jinan 济南市橡果巷5号"),
        ("Business 经营项目", "Retail of packed food, infant formula 预包装食品、婴配乳粉零售")]),
    "permit_farm": (BROWN, "Sample Farming Office 示例农业农村办公室", "示例农业农村办公室", "生鲜乳收购许可证", "Raw Milk Permit", [
        ("Holder 经营者", "Stone Creek Farm 石溪谷牧场"),
        ("Permit no. 许可证编号", "SX-SAMPLE-15027"),
        ("Station 站点地址", "Duolun 多伦"),
        ("Scope 许可范围", "Milking and cooling of raw milk 生鲜乳挤奶、冷却与收购")]),
    "organic_farm": (BROWN, "Sample Organic Certification Body 示例有机认证机构", "示例有机认证机构", "有机牧场认证证书", "Organic Farm Certificate", [
        ("Farm 获证组织", "Larch Hollow Farm 落叶松坳牧场"),
        ("Certificate no. 证书编号", "ORG-SAMPLE-0417"),
        ("Scope 认证范围", "Pasture, 310 dairy cows, raw milk 草场、奶牛310头、生牛乳"),
        ("Standard 标准", "GB/T 19630-2019")]),
}

REPORTS = {
    "test_microbes": ("微生物检验报告", "Microbiological Test Report", [
        ("Cronobacter 克罗诺杆菌", "0 of 3 samples", "0 of 3"), ("Salmonella 沙门氏菌", "0 of 60 samples", "0 of 60"),
        ("Staphylococcus aureus 金黄色葡萄球菌", "&lt; 10 CFU/g", "10"), ("Coliforms 大肠菌群", "&lt; 10 CFU/g", "10"),
        ("Total count 菌落总数", "120 CFU/g", "1000")]),
    "test_nutrients": ("营养成分检验报告", "Nutrient Test Report", [
        ("Energy 能量", "275 kJ/100 mL", "250–295"), ("Protein 蛋白质", "0.52 g/100 kJ", "0.43–0.72"),
        ("Fat 脂肪", "1.27 g/100 kJ", "1.05–1.43"), ("Calcium 钙", "18.4 mg/100 kJ", "12–35"),
        ("Vitamin D 维生素D", "0.74 µg/100 kJ", "0.48–1.20")]),
}


def table(rows):
    return "<table>" + "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows) + "</table>"


def results(rows):
    body = "".join(f"<tr><td>{name}</td><td>{found}</td><td>{limit}</td><td class=ok>✓ pass 合格</td></tr>"
                   for name, found, limit in rows)
    return f"<table class=results>{body}</table>"


def html(ink, issuer, seal, chinese, english, body):
    corners = "".join(f'<i class="corner {at}"></i>' for at in ("nw", "ne", "sw", "se"))
    return f"""<!doctype html><meta charset=utf-8><style>{STYLE}</style><body style="--ink:{ink}"><div class=frame>{corners}
<p class=issuer>{issuer}</p><h1>{chinese}</h1><h2>{english}</h2>{body}
<p class=foot>Drawn for a demonstration: no such company, permit or test exists.<br>
演示样本：公司、证书及检验均为虚构。</p>{SEAL % seal}<div class=sample>SAMPLE 样本</div></div>"""


def pages():
    for name, (ink, issuer, seal, chinese, english, rows) in CERTIFICATES.items():
        yield name, html(ink, issuer, seal, chinese, english, table(rows))
    for name, (chinese, english, rows) in REPORTS.items():
        yield name, html(TEAL, *LABORATORY, chinese, english, results(rows))


def draw(name, page, folder):
    source, shot = Path(folder, name + ".html"), Path(folder, name + ".png")
    source.write_text(page, encoding="utf-8")
    subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    f"--window-size={WIDTH},{HEIGHT + 120}", f"--screenshot={shot}", source.as_uri()],
                   check=True, capture_output=True, timeout=120)
    picture = Image.open(shot).convert("RGB").crop((0, 0, WIDTH, HEIGHT))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(OUT / (name + ".png"), optimize=True)


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for title, text in pages():
            if sys.argv[1:] and title not in sys.argv[1:]:
                continue
            draw(title, text, scratch)
            print(f"{title}.png {(OUT / (title + '.png')).stat().st_size} bytes")
