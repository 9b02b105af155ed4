//! The style of an app client's managed sign-in pages. Knows no page, and does not read the settings: they are a document of the pages'.

mod asset;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use asset::{Asset, AssetCategory, AssetFormat, ColorMode};

use crate::{
    Kind, Scope,
    configured::{Config, Configured, OtherNames},
};

/// Scope of the claims by which a client has one style.
pub const CLIENT_SCOPE: Scope = "branding_client";

/// A style.
pub type Branding = Configured<BrandingStyle>;

/// How the managed pages of a client look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandingStyle {
    /// `ManagedLoginBrandingId`
    pub id: String,
    /// The client's id.
    pub client: String,
    /// Where its settings come from.
    pub settings: Settings,
    /// `Assets`
    pub assets: Vec<Asset>,
}

/// Where the settings of a style come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Settings {
    /// `UseCognitoProvidedValues`: from the service.
    #[serde(rename = "provided")]
    Provided,
    /// `Settings`, as JSON text: a member of the document must not be taken for one of the event.
    #[serde(rename = "own")]
    Own(String),
}

/// A change to a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandingChange {
    /// Where the settings come from now.
    pub settings: Settings,
    /// The new assets; absent: they stay.
    pub assets: Option<Vec<Asset>>,
}

/// Why a style is refused. (`InvalidParameterException`)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BrandingError {
    /// A file of a format that its place on the pages cannot have.
    #[error("Assets of this category cannot have the given extension.")]
    Extension,
    /// A file that is not of the format that its extension says.
    #[error("The bytes of an asset are not of the type that its extension says.")]
    Bytes,
}

impl Config for BrandingStyle {
    const KIND: &'static str = "branding";
    const CREATED: Kind = Kind::new("branding.created", 1);
    const CHANGED: Kind = Kind::new("branding.changed", 1);
    const DELETED: Kind = Kind::new("branding.deleted", 1);
    type Change = BrandingChange;
    type Broken = BrandingError;

    const OTHER_NAMES: Option<OtherNames<Self>> = Some(OtherNames {
        scope: CLIENT_SCOPE,
        of: |config| vec![config.client.clone()],
        taken: "Managed login branding already exists for this client.",
    });

    fn claimed_name(&self) -> &str {
        &self.id
    }

    fn changed(&self, change: &BrandingChange) -> Self {
        Self {
            settings: change.settings.clone(),
            assets: change.assets.clone().unwrap_or_else(|| self.assets.clone()),
            ..self.clone()
        }
    }

    fn check(&self) -> Result<(), BrandingError> {
        let is_placed = |asset: &Asset| asset.category.formats().contains(&asset.format);
        if self.assets.iter().all(is_placed) { Ok(()) } else { Err(BrandingError::Extension) }
    }

    fn not_there(_: &str) -> String {
        "Managed login branding does not exist.".to_owned()
    }

    fn there_already(_: &str) -> String {
        "Managed login branding already exists.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Aggregate,
        configured::{ConfiguredRefusal, Create, rules},
        scenario::given,
    };

    fn asset(category: AssetCategory, format: AssetFormat) -> Asset {
        Asset { category, mode: ColorMode::Light, format, bytes: "PHN2Zy8+".to_owned() }
    }

    fn style(assets: Vec<Asset>) -> BrandingStyle {
        let settings = Settings::Own("{}".to_owned());
        BrandingStyle { id: "b1".to_owned(), client: "c1".to_owned(), settings, assets }
    }

    #[test]
    fn a_style_keeps_the_rules_of_what_is_configured() {
        rules::hold(&style(Vec::new()), || BrandingChange { settings: Settings::Provided, assets: None });
    }

    #[test]
    fn assets_stay_where_a_change_has_none_and_are_replaced_whole_where_it_has_some() {
        let (logo, icon) = (
            asset(AssetCategory::FormLogo, AssetFormat::Svg),
            asset(AssetCategory::FaviconIco, AssetFormat::Ico),
        );
        let change = |assets| BrandingChange { settings: Settings::Own("{}".to_owned()), assets };
        let before = style(vec![logo]);
        assert_eq!(before.changed(&change(None)), before);
        assert_eq!(before.changed(&change(Some(vec![icon.clone()]))), style(vec![icon]));
    }

    #[test]
    fn a_client_has_one_style() {
        let names = BrandingStyle::OTHER_NAMES.unwrap();
        assert_eq!((names.of)(&style(Vec::new())), ["c1"]);
        assert_eq!(Branding::taken(CLIENT_SCOPE), ConfiguredRefusal::OtherNameTaken);
    }

    #[test]
    fn an_icon_is_no_photograph() {
        let wrong = style(vec![asset(AssetCategory::FaviconIco, AssetFormat::Jpeg)]);
        let refused = Err(ConfiguredRefusal::Broken(BrandingError::Extension));
        given([]).when(Create { config: wrong }).then([], refused);
        for (category, format) in [
            (AssetCategory::FaviconSvg, AssetFormat::Svg),
            (AssetCategory::IdpButtonIcon, AssetFormat::Ico),
            (AssetCategory::PageBackground, AssetFormat::Webp),
        ] {
            assert_eq!(style(vec![asset(category, format)]).check(), Ok(()));
        }
    }
}
