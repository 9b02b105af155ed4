//! Styles of the classic pages as requests set them and answers show them.

use app::{Answer, App, Fault, user_pools::domains::version};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    configured::Live,
    user_pools::classic_style::{ClassicStyle, Image, ImageFormat, Look},
};
use wire::{Blob, cognito_idp::UICustomizationType};

use super::shapes;
use crate::doors::images::path;

/// What a request sets.
pub(super) fn look(css: Option<String>, image: Option<Blob>) -> Answer<Look> {
    Ok(Look { css, image: image.map(read_image).transpose()? })
}

fn read_image(Blob(bytes): Blob) -> Answer<Image> {
    let format =
        ImageFormat::of(&bytes).ok_or_else(|| Fault::invalid("The image must be a PNG or a JPEG."))?;
    Ok(Image { format, bytes: STANDARD.encode(bytes) })
}

/// A style of a pool.
pub(super) fn shown(app: &App, pool_id: &str, live: Live<ClassicStyle>) -> UICustomizationType {
    let ClassicStyle { client, look } = live.config;
    let version = version(live.modified_at);
    let (url, image) = (&app.core.settings.public_url, look.image.as_ref());
    let address = |image: &Image| format!("{url}{}", path(pool_id, &client, &version, image.format));
    UICustomizationType {
        image_url: image.map(address),
        css: look.css,
        css_version: Some(version),
        client_id: Some(client),
        creation_date: Some(shapes::at(live.created_at)),
        last_modified_date: Some(shapes::at(live.modified_at)),
        user_pool_id: Some(pool_id.to_owned()),
    }
}
