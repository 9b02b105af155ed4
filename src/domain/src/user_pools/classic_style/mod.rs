//! The style of a user pool's classic sign-in pages: of one client's, or of all that have none of their own. Knows no page.

mod css;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    Kind,
    configured::{Config, Configured},
};

/// The name of the style of all clients that have none of their own.
pub const ALL_CLIENTS: &str = "ALL";

/// A style.
pub type Style = Configured<ClassicStyle>;

/// How the pages look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassicStyle {
    /// The client's id, or [`ALL_CLIENTS`].
    pub client: String,
    /// What is set.
    #[serde(flatten)]
    pub look: Look,
}

/// What a style sets. A call sets all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// `CSS`, as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub css: Option<String>,
    /// `ImageFile`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
}

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// What its first bytes say.
    pub format: ImageFormat,
    /// Its bytes, standard base64.
    pub bytes: String,
}

/// The format of a logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageFormat {
    /// PNG
    #[serde(rename = "png")]
    Png,
    /// JPEG
    #[serde(rename = "jpeg")]
    Jpeg,
}

impl ImageFormat {
    /// The format that the first bytes of a file say.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else {
            None
        }
    }

    /// How names of such files end.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

/// Why a style is refused. (`InvalidParameterException`)
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StyleError {
    /// A selector that is not among those of the pages, or no CSS at all.
    #[error("The CSS class {0} is not in the list of allowed classes.")]
    Class(String),
}

impl Look {
    /// Whether nothing is set: the style ends with it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Config for ClassicStyle {
    const KIND: &'static str = "classic_style";
    const CREATED: Kind = Kind::new("classic_style.created", 1);
    const CHANGED: Kind = Kind::new("classic_style.changed", 1);
    const DELETED: Kind = Kind::new("classic_style.deleted", 1);
    type Change = Look;
    type Broken = StyleError;

    fn claimed_name(&self) -> &str {
        &self.client
    }

    fn changed(&self, change: &Look) -> Self {
        Self { client: self.client.clone(), look: change.clone() }
    }

    fn check(&self) -> Result<(), StyleError> {
        css::check(self.look.css.as_deref().unwrap_or_default())
    }

    fn not_there(_: &str) -> String {
        "There is no such customization.".to_owned()
    }

    /// Another call has just made it.
    fn there_already(_: &str) -> String {
        "The customization was changed by another request. Please try again.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configured::rules;

    fn style() -> ClassicStyle {
        let css = Some(".banner-customizable { color: red; }".to_owned());
        let image = Some(Image { format: ImageFormat::Png, bytes: "iVBORw0KGgo=".to_owned() });
        ClassicStyle { client: ALL_CLIENTS.to_owned(), look: Look { css, image } }
    }

    #[test]
    fn a_style_keeps_the_rules_of_what_is_configured() {
        rules::hold(&style(), || Look { image: None, ..style().look });
    }

    #[test]
    fn what_is_left_out_goes() {
        let look = Look { css: Some(String::new()), image: None };
        assert_eq!(style().changed(&look), ClassicStyle { look: look.clone(), ..style() });
        assert!(Look::default().is_empty() && !look.is_empty());
    }

    #[test]
    fn the_first_bytes_of_an_image_say_its_format() {
        assert_eq!(ImageFormat::of(b"\x89PNG\r\n\x1a\nrest"), Some(ImageFormat::Png));
        assert_eq!(ImageFormat::of(b"\xff\xd8\xff\xe0"), Some(ImageFormat::Jpeg));
        for other in [&b"GIF89a"[..], b"<svg/>", b"", b"\x89PNG"] {
            assert_eq!(ImageFormat::of(other), None);
        }
    }
}
