//! Styles of the managed pages as requests set them and answers show them.

use app::{Answer, Fault, user_pools::brandings::merged};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    configured::Live,
    user_pools::branding::{
        Asset, AssetCategory, AssetFormat, BrandingError, BrandingStyle, ColorMode, Settings,
    },
};
use serde_json::Value;
use wire::{
    Blob,
    cognito_idp::{AssetType, ManagedLoginBrandingType},
};

use super::{named::Names, shapes};

const CATEGORIES: Names<AssetCategory> = Names(&[
    (AssetCategory::FaviconIco, "FAVICON_ICO"),
    (AssetCategory::FaviconSvg, "FAVICON_SVG"),
    (AssetCategory::EmailGraphic, "EMAIL_GRAPHIC"),
    (AssetCategory::SmsGraphic, "SMS_GRAPHIC"),
    (AssetCategory::AuthAppGraphic, "AUTH_APP_GRAPHIC"),
    (AssetCategory::PasswordGraphic, "PASSWORD_GRAPHIC"),
    (AssetCategory::PasskeyGraphic, "PASSKEY_GRAPHIC"),
    (AssetCategory::PageHeaderLogo, "PAGE_HEADER_LOGO"),
    (AssetCategory::PageHeaderBackground, "PAGE_HEADER_BACKGROUND"),
    (AssetCategory::PageFooterLogo, "PAGE_FOOTER_LOGO"),
    (AssetCategory::PageFooterBackground, "PAGE_FOOTER_BACKGROUND"),
    (AssetCategory::PageBackground, "PAGE_BACKGROUND"),
    (AssetCategory::FormBackground, "FORM_BACKGROUND"),
    (AssetCategory::FormLogo, "FORM_LOGO"),
    (AssetCategory::IdpButtonIcon, "IDP_BUTTON_ICON"),
]);

const MODES: Names<ColorMode> =
    Names(&[(ColorMode::Light, "LIGHT"), (ColorMode::Dark, "DARK"), (ColorMode::Dynamic, "DYNAMIC")]);

const FORMATS: Names<AssetFormat> = Names(&[
    (AssetFormat::Ico, "ICO"),
    (AssetFormat::Jpeg, "JPEG"),
    (AssetFormat::Png, "PNG"),
    (AssetFormat::Svg, "SVG"),
    (AssetFormat::Webp, "WEBP"),
]);

/// Where the settings come from: exactly one of the two must be said.
pub(super) fn settings(use_provided: Option<bool>, given: Option<&Value>) -> Answer<Settings> {
    match (use_provided == Some(true), given) {
        (true, None) => Ok(Settings::Provided),
        (false, Some(Value::Object(members))) => {
            Ok(Settings::Own(Value::Object(members.clone()).to_string()))
        }
        (false, Some(_)) => Err(Fault::invalid("Settings must be a JSON object.")),
        (true, Some(_)) | (false, None) => {
            Err(Fault::invalid("useCognitoProvidedValues or settings should be specified (but not both)"))
        }
    }
}

/// Files as they were given.
pub(super) fn assets(given: Vec<AssetType>) -> Answer<Vec<Asset>> {
    given.into_iter().map(asset).collect()
}

fn asset(given: AssetType) -> Answer<Asset> {
    let unknown = || Fault::not_implemented("Assets");
    let Blob(bytes) = given.bytes.ok_or_else(|| Fault::invalid("Assets must have Bytes."))?;
    let format = FORMATS.value(&given.extension).ok_or_else(unknown)?;
    if !format.is_of(&bytes) {
        return Err(BrandingError::Bytes.into());
    }
    Ok(Asset {
        category: CATEGORIES.value(&given.category).ok_or_else(unknown)?,
        mode: MODES.value(&given.color_mode).ok_or_else(unknown)?,
        format,
        bytes: STANDARD.encode(bytes),
    })
}

/// A style as it was set.
pub(super) fn shown(pool_id: &str, live: Live<BrandingStyle>) -> ManagedLoginBrandingType {
    let BrandingStyle { id, client: _, settings, assets } = live.config;
    ManagedLoginBrandingType {
        assets: Some(assets.into_iter().map(asset_shown).collect()),
        creation_date: Some(shapes::at(live.created_at)),
        last_modified_date: Some(shapes::at(live.modified_at)),
        managed_login_branding_id: Some(id),
        use_cognito_provided_values: Some(settings == Settings::Provided),
        settings: match settings {
            Settings::Provided => None,
            Settings::Own(text) => serde_json::from_str(&text).ok(),
        },
        user_pool_id: Some(pool_id.to_owned()),
    }
}

/// A style as it was set, or with the service's settings where it has none of its own.
pub(super) fn described(
    pool_id: &str,
    live: Live<BrandingStyle>,
    is_merged: Option<bool>,
) -> ManagedLoginBrandingType {
    let whole = (is_merged == Some(true)).then(|| merged(&live.config.settings));
    let shown = shown(pool_id, live);
    ManagedLoginBrandingType { settings: whole.or(shown.settings), ..shown }
}

fn asset_shown(asset: Asset) -> AssetType {
    AssetType {
        bytes: STANDARD.decode(asset.bytes).ok().map(Blob),
        category: CATEGORIES.name(asset.category),
        color_mode: MODES.name(asset.mode),
        extension: FORMATS.name(asset.format),
        resource_id: None,
    }
}
