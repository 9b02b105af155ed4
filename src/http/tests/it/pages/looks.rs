//! Styles as pools have them.

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::user_pools::{
    branding::{Asset, AssetCategory, AssetFormat, ColorMode},
    classic_style,
};
use http_front::pages::Style;
use serde_json::json;

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40"><rect width="40" height="40" rx="10" fill="#0b7a75"/><circle cx="20" cy="20" r="9" fill="#fff"/><text x="50" y="28" font-family="sans-serif" font-size="24" font-weight="700" fill="#0b7a75">acme</text></svg>"##;

/// A logo of two colours, as a PNG.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAK8AAAAsAQMAAAApeHpAAAAABlBMVEX//fcLXVcc+aBeAAAAR0lEQVR42mNgIAnY/weCAyNEGET+B5If+CF8nMIH5LEKN/BjFWZgxyb8j4EZm/AfBsbhJIzDlzjCBFcI4ghvfJE2zFMsSQAA+CamVm48CcoAAAAASUVORK5CYII=";

/// A pool that has styled its classic pages.
pub(crate) fn classic() -> Style {
    let css = "
        .background-customizable { background-color: #fffdf7; }
        .banner-customizable { padding: 8px 0; }
        .submitButton-customizable { background-color: #0b5d57; border-radius: 24px; }
        .submitButton-customizable:hover { background-color: #08433f; }
        .inputField-customizable { border-color: #6b6f63; border-radius: 2px; }
        .label-customizable { font-weight: 700; }
        .errorMessage-customizable { border-radius: 0; }
        .textDescription-customizable { color: #4a4d45; }";
    let image = classic_style::Image { format: classic_style::ImageFormat::Png, bytes: PNG.to_owned() };
    Style::classic(&classic_style::Look { css: Some(css.to_owned()), image: Some(image) })
}

/// A client that has a branding style, in both modes.
pub(crate) fn managed() -> Style {
    let logo = Asset {
        category: AssetCategory::FormLogo,
        mode: ColorMode::Dynamic,
        format: AssetFormat::Svg,
        bytes: BASE64_STANDARD.encode(LOGO),
    };
    let settings = json!({
        "categories": {
            "auth": { "federation": { "interfaceStyle": "DOMAIN_SEARCH" } },
            "global": { "colorSchemeMode": "DYNAMIC" },
        },
        "componentClasses": { "buttons": { "borderRadius": 22.0 }, "input": { "borderRadius": 12.0 } },
        "components": {
            "form": { "borderRadius": 24.0, "logo": { "enabled": true, "location": "START" } },
            "pageBackground": {
                "lightMode": { "color": "e8f3f1ff" },
                "darkMode": { "color": "071a18ff" },
            },
            "primaryButton": {
                "lightMode": {
                    "defaults": { "backgroundColor": "0b7a75ff", "textColor": "ffffffff" },
                    "hover": { "backgroundColor": "08605cff", "textColor": "ffffffff" },
                },
                "darkMode": {
                    "defaults": { "backgroundColor": "5ad1c8ff", "textColor": "04211fff" },
                    "hover": { "backgroundColor": "86e0d9ff", "textColor": "04211fff" },
                },
            },
        },
    });
    Style::managed(&settings, &[logo])
}
