//! A file of a style: where it is shown, and what it is.

use serde::{Deserialize, Serialize};

/// A file of a style.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// `Category`: where it is shown.
    pub category: AssetCategory,
    /// `ColorMode`: in which mode.
    pub mode: ColorMode,
    /// `Extension`
    pub format: AssetFormat,
    /// `Bytes`, standard base64.
    pub bytes: String,
}

/// Where a file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the protocol names them so, and says no more")]
pub enum AssetCategory {
    #[serde(rename = "favicon_ico")]
    FaviconIco,
    #[serde(rename = "favicon_svg")]
    FaviconSvg,
    #[serde(rename = "email_graphic")]
    EmailGraphic,
    #[serde(rename = "sms_graphic")]
    SmsGraphic,
    #[serde(rename = "auth_app_graphic")]
    AuthAppGraphic,
    #[serde(rename = "password_graphic")]
    PasswordGraphic,
    #[serde(rename = "passkey_graphic")]
    PasskeyGraphic,
    #[serde(rename = "page_header_logo")]
    PageHeaderLogo,
    #[serde(rename = "page_header_background")]
    PageHeaderBackground,
    #[serde(rename = "page_footer_logo")]
    PageFooterLogo,
    #[serde(rename = "page_footer_background")]
    PageFooterBackground,
    #[serde(rename = "page_background")]
    PageBackground,
    #[serde(rename = "form_background")]
    FormBackground,
    #[serde(rename = "form_logo")]
    FormLogo,
    #[serde(rename = "idp_button_icon")]
    IdpButtonIcon,
}

impl AssetCategory {
    /// Formats that a file of it may have.
    pub const fn formats(self) -> &'static [AssetFormat] {
        use AssetFormat::{Ico, Jpeg, Png, Svg, Webp};
        match self {
            Self::FaviconIco => &[Ico],
            Self::FaviconSvg => &[Svg],
            Self::IdpButtonIcon => &[Ico, Svg],
            Self::EmailGraphic
            | Self::SmsGraphic
            | Self::AuthAppGraphic
            | Self::PasswordGraphic
            | Self::PasskeyGraphic
            | Self::PageHeaderLogo
            | Self::PageHeaderBackground
            | Self::PageFooterLogo
            | Self::PageFooterBackground
            | Self::PageBackground
            | Self::FormBackground
            | Self::FormLogo => &[Png, Svg, Jpeg, Webp],
        }
    }
}

/// In which mode a file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColorMode {
    /// `LIGHT`
    #[serde(rename = "light")]
    Light,
    /// `DARK`
    #[serde(rename = "dark")]
    Dark,
    /// `DYNAMIC`
    #[serde(rename = "dynamic")]
    Dynamic,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssetFormat {
    /// `ICO`
    #[serde(rename = "ico")]
    Ico,
    /// `JPEG`
    #[serde(rename = "jpeg")]
    Jpeg,
    /// `PNG`
    #[serde(rename = "png")]
    Png,
    /// `SVG`
    #[serde(rename = "svg")]
    Svg,
    /// `WEBP`
    #[serde(rename = "webp")]
    Webp,
}

impl AssetFormat {
    /// Whether bytes begin like a file of the format. An SVG begins as any XML does; that it is one is said by its first element.
    pub fn is_of(self, bytes: &[u8]) -> bool {
        match self {
            Self::Ico => bytes.starts_with(b"\0\0\x01\0"),
            Self::Jpeg => bytes.starts_with(b"\xff\xd8\xff"),
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Webp => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
            Self::Svg => std::str::from_utf8(bytes).is_ok_and(is_svg),
        }
    }
}

fn is_svg(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<') && text.contains("<svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_begins_as_its_format_does() {
        let files: [(AssetFormat, &[u8]); 6] = [
            (AssetFormat::Ico, b"\0\0\x01\0\x01\0"),
            (AssetFormat::Jpeg, b"\xff\xd8\xff\xe0"),
            (AssetFormat::Png, b"\x89PNG\r\n\x1a\n\0"),
            (AssetFormat::Webp, b"RIFF\0\0\0\0WEBPVP8 "),
            (AssetFormat::Svg, b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            (AssetFormat::Svg, b"\xef\xbb\xbf <?xml version=\"1.0\"?><svg/>"),
        ];
        let formats =
            [AssetFormat::Ico, AssetFormat::Jpeg, AssetFormat::Png, AssetFormat::Svg, AssetFormat::Webp];
        for (format, bytes) in files {
            for other in formats {
                assert_eq!(other.is_of(bytes), other == format, "{format:?} {other:?}");
            }
        }
        for none in [&b""[..], b"PHN2Zy8+", b"<html/>", b"text <svg/>", b"RIFF"] {
            assert!(formats.iter().all(|format| !format.is_of(none)));
        }
    }
}
