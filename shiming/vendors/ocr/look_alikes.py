"""What a reader takes for something else, and how to take it back."""

import difflib
import re

ETHNICITIES = (
    *("汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白"),
    *("土家", "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡"),
    *("纳西", "景颇", "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬"),
    *("锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安"),
    *("裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺"),
)
"""The 56 of GB/T 3304."""

# The models know both scripts; a card of the mainland is printed in the simplified one.
_SIMPLIFIED = str.maketrans(
    "漢張陳劉楊黃趙吳孫馬羅鄭謝許馮鄧蕭葉蘇蔣賈譚陸韓龍萬錢湯賴龔長東華國建雲區縣鎮鄉號棟單門開"
    "發關樣廣濱興業園義達遠軍偉麗靜藝傑濤鳳蘭紅飛學強偉誠嶺橋電車頭臺灣陽陰豐壽滿壯維爾"
    "瑤鄒賀龐齊嚴魯韋鮑費顏紀項盧駱閔寧榮慶貴賓賢紹綺緒繼純練綠經綱紋紗絲緣瑩瑪瑋環鋒銳鋼鐵銀錦鍵"
    "鎖鏡閃閏問間聞闊陝險隊際隱雙雞離難靈韻響頂順預領頻題願顯風養駿騰驍鮮鴿鵬鷹麥齡櫻歐歡澤潔潤澗"
    "濟瀾瀟燦爍獻瓊畢療監盤礦穎穩窩競筆節築籃糧級線組細終結給統絕綜緊編縱總績織繞聖聰聲職聯臨舉蓮"
    "蔭薩藍藥處蟲補裏觀規視覺覽訓記設詩誌語誼調諾講識護譽讓贊趕躍軒輝輪轉轄農運過遙適選還邊郵鄔醫"
    "釋鈴銘錫鐘鎧閣闖隨雜靚鞏頌顧飄館駕騎驛鯨鳴鴻鶴黨齋",
    "汉张陈刘杨黄赵吴孙马罗郑谢许冯邓萧叶苏蒋贾谭陆韩龙万钱汤赖龚长东华国建云区县镇乡号栋单门开"
    "发关样广滨兴业园义达远军伟丽静艺杰涛凤兰红飞学强伟诚岭桥电车头台湾阳阴丰寿满壮维尔"
    "瑶邹贺庞齐严鲁韦鲍费颜纪项卢骆闵宁荣庆贵宾贤绍绮绪继纯练绿经纲纹纱丝缘莹玛玮环锋锐钢铁银锦键"
    "锁镜闪闰问间闻阔陕险队际隐双鸡离难灵韵响顶顺预领频题愿显风养骏腾骁鲜鸽鹏鹰麦龄樱欧欢泽洁润涧"
    "济澜潇灿烁献琼毕疗监盘矿颖稳窝竞笔节筑篮粮级线组细终结给统绝综紧编纵总绩织绕圣聪声职联临举莲"
    "荫萨蓝药处虫补里观规视觉览训记设诗志语谊调诺讲识护誉让赞赶跃轩辉轮转辖农运过遥适选还边邮邬医"
    "释铃铭锡钟铠阁闯随杂靓巩颂顾飘馆驾骑驿鲸鸣鸿鹤党斋",
)
# One character leaves nothing to compare by likeness; these were seen.
_ETHNICITY_SLIPS = {"社": "壮", "汊": "汉", "叹": "汉", "汶": "汉", "凹": "回", "潇": "满"}
_DIGITS = str.maketrans("OoDQΟ〇○口IlL|!iZzSsGbTBgq", "000000001111112255667899")
_CHECK_CHARACTERS = str.maketrans("xХх×ⅩYχ", "XXXXXXX")
_MIDDLE_DOTS = re.compile("[.•・･‧∙⋅．·]")
_NOT_IN_NAMES = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff·]")
_WIDTHS = {ord("！") + offset: ord("!") + offset for offset in range(94)}


def to_half_width(text: str) -> str:
    """Return `text` with full-width digits, letters and signs made half-width, without spaces."""
    return re.sub(r"\s", "", text.translate(_WIDTHS))


def to_simplified(text: str) -> str:
    """Return `text` in the simplified characters of a mainland card."""
    return text.translate(_SIMPLIFIED)


def to_digits(text: str) -> str:
    """Return `text` with what looks like a digit made one; X stays for the check character."""
    return text.translate(_CHECK_CHARACTERS).translate(_DIGITS)


def to_name(text: str) -> str:
    """Return the part of `text` that can be a name on a card: Chinese characters and their dot."""
    folded = _MIDDLE_DOTS.sub("·", to_simplified(text))
    return _NOT_IN_NAMES.sub("", folded).strip("·")


def to_ethnicity(text: str) -> str:
    """Return the ethnicity that `text` means, or nothing where it resembles none."""
    plain = to_simplified(text).removesuffix("族")
    plain = _ETHNICITY_SLIPS.get(plain, plain)
    if plain in ETHNICITIES:
        return plain
    near = difflib.get_close_matches(plain, ETHNICITIES, n=1, cutoff=0.5)
    return near[0] if near else ""
