"""Colours, type and icons, for dark and light."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication

import assets
from app import colours

APPEARANCES = ("system", "light", "dark")


@dataclass(frozen=True)
class Theme:
    """Named colours; whose they are, says app.colours."""

    dark: bool
    background: str
    surface: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    on_badge: str
    sentiment: str
    interval: str
    modality: dict[str, str]
    negative: str
    positive: str
    warning: str
    error: str

    def of_sentiment(self, sentiment: float) -> QColor:
        """Colour of text that was said with this sentiment: the plain one at 0, full from colours.STRONG on."""
        return QColor(colours.of_sentiment(sentiment, self.text, self.negative, self.positive))


DARK = Theme(
    dark=True,
    background="#14161a",
    surface="#1d2026",
    border="#31363f",
    text="#e9ebee",
    muted="#9aa2ad",
    accent="#2a7bcf",
    on_accent="#ffffff",
    on_badge="#14161a",
    sentiment="#e08fbe",
    interval="#4b3644",
    modality={"text": "#56b4e9", "voice": "#e69f00", "face": "#12b886"},
    negative="#f4a582",
    positive="#7fc4ea",
    warning="#e69f00",
    error="#e5684a",
)
LIGHT = Theme(
    dark=False,
    background=colours.BACKGROUND,
    surface=colours.SURFACE,
    border=colours.BORDER,
    text=colours.TEXT,
    muted=colours.MUTED,
    accent="#0067b8",
    on_accent="#ffffff",
    on_badge="#ffffff",
    sentiment=colours.SENTIMENT,
    interval=colours.INTERVAL,
    modality=colours.MODALITY,
    negative=colours.NEGATIVE,
    positive=colours.POSITIVE,
    warning="#c77700",
    error="#c8401e",
)


def resolve(appearance: str) -> Theme:
    """The theme of `appearance`, one of APPEARANCES; `system` asks the desktop."""
    if appearance == "system":
        return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if appearance == "dark" else LIGHT


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole application the palette and style sheet of `theme`."""
    app.setStyle("Fusion")
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: theme.background,
        roles.Base: theme.surface,
        roles.AlternateBase: theme.background,
        roles.Button: theme.surface,
        roles.ToolTipBase: theme.surface,
        roles.Text: theme.text,
        roles.WindowText: theme.text,
        roles.ButtonText: theme.text,
        roles.ToolTipText: theme.text,
        roles.PlaceholderText: theme.muted,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Link: theme.accent,
    }.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(theme))


def style_sheet(t: Theme) -> str:
    """Widgets say what they are with the property `role`; this says how that looks."""
    hover = QColor(t.accent).lighter(112).name()
    check, arrow = (assets.path(name).as_posix() for name in (assets.CHECK_MARK, assets.ARROW))
    return f"""
    QMainWindow, QMenuBar, QStatusBar {{ background: {t.background}; color: {t.text}; }}
    QMenuBar {{ padding: 2px 6px; }}
    QMenuBar::item {{ padding: 5px 10px; border-radius: 5px; background: transparent; }}
    QMenuBar::item:selected {{ background: {t.border}; }}
    QMenu {{ background: {t.surface}; border: 1px solid {t.border}; padding: 5px; }}
    QMenu::item {{ padding: 6px 26px 6px 22px; border-radius: 5px; }}
    QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
    QMenu::item:disabled {{ color: {t.muted}; background: transparent; }}
    QMenu::separator {{ height: 1px; background: {t.border}; margin: 5px 8px; }}
    QStatusBar {{ border-top: 1px solid {t.border}; }}
    QStatusBar::item {{ border: none; }}
    QStatusBar QLabel {{ color: {t.muted}; padding: 2px 10px; }}
    QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; padding: 5px; }}
    QSplitter::handle {{ background: transparent; }}
    QFrame[role="card"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 10px; }}
    QLabel[role="title"] {{ font-size: 26pt; font-weight: 600; color: {t.text}; }}
    QLabel[role="heading"] {{ font-size: 10.5pt; font-weight: 600; color: {t.text}; }}
    QLabel[role="value"] {{ font-size: 25pt; font-weight: 600; color: {t.sentiment}; }}
    QLabel[role="lead"] {{ font-size: 12pt; color: {t.text}; }}
    QLabel[role="badge"] {{ background: {t.surface}; color: {t.muted}; border: 1px solid {t.border};
                            border-radius: 9px; padding: 2px 9px; }}
    QLabel[role="badge"][level="good"] {{ background: {t.modality["face"]}; color: {t.on_badge};
                                          border-color: transparent; font-weight: 600; }}
    QLabel[role="badge"][level="warning"] {{ background: {t.warning}; color: {t.on_badge}; border-color: transparent;
                                             font-weight: 600; }}
    QLabel[role="badge"][level="alarm"] {{ background: {t.error}; color: {t.on_badge}; border-color: transparent;
                                           font-weight: 600; }}
    QPushButton:disabled {{ color: {t.muted}; }}
    QLabel[role="muted"] {{ color: {t.muted}; }}
    QLabel[role="error"] {{ color: {t.error}; }}
    QTextBrowser {{ background: transparent; border: none; color: {t.text}; font-size: 12pt; }}
    QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 8px;
                   padding: 9px 18px; }}
    QPushButton:hover, QPushButton:focus {{ border-color: {t.accent}; }}
    QPushButton[role="go"], QPushButton[role="primary"] {{ background: {t.accent}; color: {t.on_accent};
                                                           border-color: {t.accent}; }}
    QPushButton[role="go"]:hover, QPushButton[role="primary"]:hover {{ background: {hover}; }}
    QPushButton[role="big"], QPushButton[role="primary"] {{ font-size: 12pt; padding: 14px 24px; }}
    QPushButton[role="link"] {{ background: transparent; border: none; color: {t.modality["text"]}; padding: 3px 0;
                                text-align: left; }}
    QPushButton[role="link"]:hover, QPushButton[role="link"]:focus {{ text-decoration: underline; }}
    QPushButton[role="small"] {{ padding: 3px 10px; border-radius: 6px; }}
    QComboBox {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 6px;
                 padding: 3px 8px; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox::down-arrow {{ image: url("{arrow}"); width: 12px; height: 12px; }}
    QToolButton {{ background: transparent; border: none; border-radius: 6px; padding: 6px; }}
    QToolButton:hover, QToolButton:focus {{ background: {t.border}; }}
    QFrame[role="notice"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 8px; }}
    QTreeWidget {{ background: {t.surface}; border: none; color: {t.text}; outline: none; }}
    QTreeWidget::item {{ padding: 4px 2px; }}
    QTreeWidget::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
    QHeaderView::section {{ background: {t.surface}; color: {t.muted}; border: none;
                            border-bottom: 1px solid {t.border}; padding: 4px; }}
    QTabWidget::pane {{ border: none; }}
    QTabBar {{ qproperty-drawBase: 0; }}
    QTabBar::tab {{ background: transparent; color: {t.muted}; border: none; border-bottom: 2px solid transparent;
                    padding: 5px 12px; }}
    QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; }}
    QTabBar::tab:hover, QTabBar::tab:focus {{ color: {t.text}; }}
    QLineEdit {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 6px;
                 padding: 5px 8px; }}
    QLineEdit:focus {{ border-color: {t.accent}; }}
    QLineEdit:disabled {{ color: {t.muted}; }}
    QCheckBox::indicator, QRadioButton::indicator {{ width: 13px; height: 13px; border: 1px solid {t.muted};
                                                     background: {t.surface}; }}
    QCheckBox::indicator {{ border-radius: 3px; }}
    QRadioButton::indicator {{ border-radius: 7px; }}
    QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url("{check}"); }}
    QRadioButton::indicator:checked {{ border: 4px solid {t.accent}; width: 7px; height: 7px;
                                       background: {t.on_accent}; }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {t.border}; }}
    QCheckBox:focus, QRadioButton:focus {{ color: {t.accent}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QDialog {{ background: {t.background}; color: {t.text}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
    QScrollBar::handle:vertical {{ background: {t.border}; border-radius: 3px; min-height: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
        height: 0; }}
    """


def icon(name: str, colour: str, size: int = 20) -> QIcon:
    """A small drawn icon: `play`, `pause`, `frame-back`, `frame-on`, `jump-back`, `jump-on`, `sound`, `muted`,
    `search`, `attention` or `close`."""
    pixmap = QPixmap(QSize(size, size) * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 20, size / 20)
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    stroke = QPen(QColor(colour), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if name == "play":
        painter.drawPolygon(QPolygonF([QPointF(5, 3), QPointF(17, 10), QPointF(5, 17)]))
    elif name == "pause":
        painter.drawRoundedRect(QRectF(5, 3, 3.6, 14), 1, 1)
        painter.drawRoundedRect(QRectF(11.4, 3, 3.6, 14), 1, 1)
    elif name.startswith(("frame", "jump")):
        if name.endswith("back"):
            painter.translate(20, 0)
            painter.scale(-1, 1)
        if name.startswith("frame"):
            painter.drawRoundedRect(QRectF(4, 4, 2.6, 12), 1, 1)
            painter.drawPolygon(QPolygonF([QPointF(9, 4), QPointF(17, 10), QPointF(9, 16)]))
        else:
            painter.drawPolygon(QPolygonF([QPointF(3, 4), QPointF(11.5, 10), QPointF(3, 16)]))
            painter.drawPolygon(QPolygonF([QPointF(10, 4), QPointF(18.5, 10), QPointF(10, 16)]))
    elif name == "attention":
        painter.drawEllipse(QRectF(1, 1, 18, 18))
        painter.setPen(QPen(QColor("#ffffff"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(10, 5.5), QPointF(10, 10.5))
        painter.drawPoint(QPointF(10, 14.4))
    elif name in ("sound", "muted"):
        speaker = [QPointF(2, 7), QPointF(5.5, 7), QPointF(10, 3), QPointF(10, 17), QPointF(5.5, 13), QPointF(2, 13)]
        painter.drawPolygon(QPolygonF(speaker))
        painter.setPen(stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if name == "sound":
            painter.drawArc(QRectF(8.5, 6.5, 6, 7), -60 * 16, 120 * 16)
            painter.drawArc(QRectF(7.5, 3.5, 10.5, 13), -60 * 16, 120 * 16)
        else:
            painter.drawLine(QPointF(13, 7.5), QPointF(18, 12.5))
            painter.drawLine(QPointF(18, 7.5), QPointF(13, 12.5))
    elif name == "search":
        painter.setPen(stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(4, 4, 9, 9))
        painter.drawLine(QPointF(12, 12), QPointF(16, 16))
    else:
        painter.setPen(stroke)
        painter.drawLine(QPointF(5.5, 5.5), QPointF(14.5, 14.5))
        painter.drawLine(QPointF(14.5, 5.5), QPointF(5.5, 14.5))
    painter.end()
    return QIcon(pixmap)


def window_icon(size: int = 128) -> QIcon:
    """The program's mark: a curve that rises through a band."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 128, size / 128)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(DARK.surface))
    painter.drawRoundedRect(QRectF(4, 4, 120, 120), 28, 28)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    curve = QPainterPath(QPointF(32, 78))
    curve.cubicTo(QPointF(56, 106), QPointF(62, 26), QPointF(96, 46))
    band = QColor(DARK.sentiment)
    band.setAlpha(80)
    painter.setPen(QPen(band, 30, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(curve)
    painter.setPen(QPen(QColor(DARK.sentiment), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(curve)
    painter.end()
    return QIcon(pixmap)
