//! How the pages of a client look, and the files that they refer to.

use std::sync::Arc;

use actix_web::HttpResponse;
use app::{
    Answer, Kind,
    user_pools::{brandings::merged, clients::OpenClient},
};
use domain::user_pools::{classic_style, domain::LoginPages};

use super::turn::{Answered, Turn};
use crate::pages::{File, Look, Style, own_files, paths, policy};

/// Of pages that no style is set for.
pub(super) fn plain() -> Arc<Look> {
    Arc::new(Look::default())
}

/// That of a client; none where managed pages have none, which are then not shown.
pub(super) async fn look(turn: &Turn<'_>, client: &OpenClient) -> Answer<Option<Arc<Look>>> {
    Ok(style(turn, client).await?.map(|style| Arc::new(style.look)))
}

async fn style(turn: &Turn<'_>, client: &OpenClient) -> Answer<Option<Style>> {
    let (pools, pool_id) = (&turn.app().user_pools, client.pool.id.as_str());
    if turn.site.domain.config.pages == LoginPages::Classic {
        let set = pools.style(pool_id, &client.id).await?;
        let none = classic_style::Look::default();
        return Ok(Some(Style::classic(set.as_ref().map_or(&none, |set| &set.config.look))));
    }
    match pools.brandings(pool_id).await?.branding_of(&client.id).await {
        Ok(set) => Ok(Some(Style::managed(&merged(&set.config.settings), &set.config.assets))),
        Err(fault) if fault.kind == Kind::ResourceNotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// `/assets/<client>/<name>`: a file of the pages; none where there is none. Its name says what is in it, so that it never changes.
pub(super) async fn file(turn: &Turn<'_>, path: &str) -> Answered<Option<HttpResponse>> {
    if let Some(own) = own_file(path) {
        return Ok(Some(own));
    }
    let Some(path) = path.strip_prefix(paths::ASSETS) else { return Ok(None) };
    let (client, name) = path.rsplit_once('/').unwrap_or(("", path));
    let client = turn.app().oauth.client_of_pages(&turn.site.pool, client).await?;
    let files = style(turn, &client).await?.map(|style| style.files).unwrap_or_default();
    Ok(files.iter().find(|file| file.name == name).map(served))
}

/// A file that every page has, whatever its style.
pub(crate) fn own_file(path: &str) -> Option<HttpResponse> {
    let path = path.strip_prefix(paths::ASSETS)?;
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    own_files().iter().find(|file| file.name == name).map(served)
}

fn served(file: &File) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for header in policy::FILE_HEADERS {
        response.insert_header(header);
    }
    response.content_type(file.content_type).body(file.bytes.clone())
}
