//! The door of the images that pools have set for their classic pages: where `ImageUrl` of a style leads. The pages themselves serve their
//! files at their own domain.

use actix_web::{HttpResponse, http::header::CONTENT_TYPE, rt::time::timeout};
use app::{Answer, App, Kind, user_pools::domains::version};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::user_pools::classic_style::{Image, ImageFormat};

use crate::{
    doors::{limits, visit::Visit},
    pages::policy,
};

/// What stands in every address of an image, behind the pool, the client (or `ALL`) and the version of the style.
const NAME: &str = "/assets/images/image.";

/// Where the image of a style is found, below the address of the service.
pub(crate) fn path(pool_id: &str, client: &str, version: &str, format: ImageFormat) -> String {
    format!("/{pool_id}/{client}/{version}{NAME}{}", format.extension())
}

/// Whether a path has the form of an image's.
pub(crate) fn is_image(path: &str) -> bool {
    wanted(path).is_some()
}

/// The pool, the client, and the version that a path names.
fn wanted(path: &str) -> Option<(&str, &str, &str)> {
    let (style, _) = path.strip_prefix('/')?.split_once(NAME)?;
    let mut parts = style.split('/');
    let wanted = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(wanted)
}

/// Answers a request for an image.
pub(crate) async fn answer(visit: &Visit<'_>) -> HttpResponse {
    if let Err(why) = visit.enter() {
        return HttpResponse::build(why.status()).body(why.to_string());
    }
    let found = app::on_account_of(Some(visit.network), find(&visit.front.app, visit.http.path()));
    match timeout(limits::ANSWER_MAX, found).await {
        Ok(Ok(Some(image))) => served(&image),
        Ok(Ok(None)) => HttpResponse::NotFound().finish(),
        Ok(Err(fault)) if fault.kind == Kind::TooManyRequests => HttpResponse::TooManyRequests().finish(),
        Ok(Err(_)) => HttpResponse::InternalServerError().finish(),
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
    }
}

/// The image at a path; none where there is no such style, or it has another image by now.
async fn find(app: &App, asked: &str) -> Answer<Option<Image>> {
    let Some((pool, client, _)) = wanted(asked) else { return Ok(None) };
    let style = match app.user_pools.style(pool, client).await {
        Ok(style) => style,
        Err(fault) if fault.kind == Kind::ResourceNotFound => None,
        Err(fault) => return Err(fault),
    };
    let is_it = |client: &str, at, format| path(pool, client, &version(at), format) == asked;
    Ok(style.and_then(|style| {
        let image = style.config.look.image?;
        is_it(&style.config.client, style.modified_at, image.format).then_some(image)
    }))
}

fn served(image: &Image) -> HttpResponse {
    let Ok(bytes) = STANDARD.decode(&image.bytes) else { return HttpResponse::NotFound().finish() };
    let content_type = match image.format {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
    };
    let mut response = HttpResponse::Ok();
    for header in policy::FILE_HEADERS {
        response.insert_header(header);
    }
    response.insert_header((CONTENT_TYPE, content_type)).body(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_pool_client_and_version_and_no_other_path_is_one() {
        let path = path("us-east-1_a", "ALL", "20261128000000", ImageFormat::Jpeg);
        assert_eq!(path, "/us-east-1_a/ALL/20261128000000/assets/images/image.jpg");
        assert_eq!(wanted(&path), Some(("us-east-1_a", "ALL", "20261128000000")));
        for other in
            ["/assets/images/image.png", "/a/b/assets/images/image.png", "/d/a/b/c/assets/images/image.png"]
        {
            assert!(!is_image(other), "{other}");
        }
    }
}
