"""How the widgets of the whole application look in a theme."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

import assets
from app import colours
from app.gui.theme import Theme


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
        roles.Link: theme.focus,
    }.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(theme))


def style_sheet(t: Theme) -> str:
    """Widgets say what they are with the property `role`; this says how that looks."""
    hover = QColor(t.accent).darker(112).name()
    good, warning, alarm = (colours.readable_on(c) for c in (t.modality["face"], t.warning, t.error))
    tick = assets.CHECK_MARK if colours.readable_on(t.accent) == "#ffffff" else assets.CHECK_MARK_DARK
    check, arrow = (assets.path(name).as_posix() for name in (tick, assets.ARROW))
    return f"""
    QMainWindow, QMenuBar, QStatusBar {{ background: {t.background}; color: {t.text}; }}
    QMenuBar {{ padding: 2px 6px; }}
    QMenuBar::item {{ padding: 5px 10px; border-radius: 5px; background: transparent; }}
    QMenuBar::item:selected {{ background: {t.fill}; }}
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
    QLabel[role="reading"] {{ font-size: 10.5pt; }}
    QLabel[role="badge"] {{ background: {t.surface}; color: {t.muted}; border: 1px solid {t.border};
                            border-radius: 9px; padding: 2px 9px; }}
    QLabel[role="badge"][level="good"] {{ background: {t.modality["face"]}; color: {good};
                                          border-color: transparent; font-weight: 600; }}
    QLabel[role="badge"][level="warning"] {{ background: {t.warning}; color: {warning}; border-color: transparent;
                                             font-weight: 600; }}
    QLabel[role="badge"][level="alarm"] {{ background: {t.error}; color: {alarm}; border-color: transparent;
                                           font-weight: 600; }}
    QPushButton:disabled {{ color: {t.muted}; }}
    QLabel[role="muted"] {{ color: {t.muted}; }}
    QLabel[role="error"] {{ color: {t.error}; }}
    QTextBrowser {{ background: transparent; border: none; color: {t.text}; font-size: 12pt; }}
    QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 8px;
                   padding: 9px 18px; }}
    QPushButton:hover, QPushButton:focus {{ border-color: {t.focus}; }}
    QPushButton[role="go"], QPushButton[role="primary"] {{ background: {t.accent}; color: {t.on_accent};
                                                           border-color: {t.accent}; }}
    QPushButton[role="go"]:hover, QPushButton[role="primary"]:hover {{ background: {hover}; }}
    QPushButton[role="go"]:disabled, QPushButton[role="primary"]:disabled {{ background: {t.surface}; color: {t.muted};
                                                                             border-color: {t.border}; }}
    QPushButton[role="big"], QPushButton[role="primary"] {{ font-size: 12pt; padding: 14px 24px; }}
    QPushButton[role="link"] {{ background: transparent; border: none; color: {t.focus}; padding: 3px 0;
                                text-align: left; }}
    QPushButton[role="link"]:hover, QPushButton[role="link"]:focus {{ text-decoration: underline; }}
    QPushButton[role="small"] {{ padding: 3px 10px; border-radius: 6px; }}
    QComboBox {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 6px;
                 padding: 3px 8px; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox::down-arrow {{ image: url("{arrow}"); width: 12px; height: 12px; }}
    QToolButton {{ background: transparent; border: none; border-radius: 6px; padding: 6px; }}
    QToolButton:hover, QToolButton:focus {{ background: {t.fill}; }}
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
                 padding: 5px 8px; placeholder-text-color: {t.muted}; }}
    QDoubleSpinBox QLineEdit {{ border: none; padding: 0 5px; }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {t.focus}; }}
    QPlainTextEdit {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 6px;
                      padding: 3px 5px; placeholder-text-color: {t.muted}; }}
    QLineEdit:disabled {{ color: {t.muted}; }}
    QCheckBox::indicator, QRadioButton::indicator {{ width: 13px; height: 13px; border: 1px solid {t.muted};
                                                     background: {t.surface}; }}
    QCheckBox::indicator {{ border-radius: 3px; }}
    QRadioButton::indicator {{ border-radius: 7px; }}
    QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; image: url("{check}"); }}
    QRadioButton::indicator:checked {{ border: 4px solid {t.accent}; width: 7px; height: 7px;
                                       background: {t.on_accent}; }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {t.border}; }}
    QCheckBox:focus, QRadioButton:focus {{ color: {t.focus}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QDialog {{ background: {t.background}; color: {t.text}; }}
    QScrollBar {{ background: transparent; margin: 2px; }}
    QScrollBar:vertical {{ width: 10px; }}
    QScrollBar:horizontal {{ height: 10px; }}
    QScrollBar::handle {{ background: {t.muted}; border-radius: 3px; min-height: 24px; min-width: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
        height: 0; width: 0; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QScrollArea, QScrollArea > QWidget > QWidget[role="page"] {{ background: transparent; border: none; }}
    """
