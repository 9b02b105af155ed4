//! How the pages of a client look, and the files that they refer to.

use std::sync::Arc;

use actix_web::HttpResponse;
use app::user_pools::clients::OpenClient;
use domain::user_pools::domain::LoginPages;

use super::{
    respond,
    turn::{Answered, Turn},
};
use crate::pages::{File, Look, Style, own_files, paths, policy};

/// Of pages that no style is set for.
pub(super) fn plain() -> Arc<Look> {
    Arc::new(Look::default())
}

/// That of a client; none where managed pages have none, which are then not shown.
pub(super) async fn look(turn: &Turn<'_>, client: &OpenClient) -> Answered<Option<Arc<Look>>> {
    Ok(style(turn, client).await?.map(|style| Arc::new(style.look)))
}

async fn style(turn: &Turn<'_>, client: &OpenClient) -> Answered<Option<Style>> {
    let (pools, pool_id) = (&turn.app().user_pools, client.pool.id.as_str());
    match turn.site.domain.config.pages {
        LoginPages::Classic => {
            let set = pools.style_in_force(pool_id, &client.id).await?;
            Ok(Some(set.map_or_else(Style::default, |set| Style::classic(&set))))
        }
        LoginPages::Managed => {
            let set = pools.branding_in_force(&client.id).await?;
            Ok(set.map(|set| Style::managed(&set)))
        }
    }
}

/// `/assets/<name>`: a file of the pages. Its name says what is in it, so that it is the same for whoever asks.
pub(super) async fn answer(turn: &Turn<'_>, name: &str) -> Answered {
    if let Some(file) = own_files::all().iter().find(|file| file.name == name) {
        return Ok(served(file));
    }
    let clients = turn.app().user_pools.clients_with_style(turn.site.pool.id.as_str()).await?;
    for client in &clients {
        let files = style(turn, client).await?.map(|style| style.files).unwrap_or_default();
        if let Some(file) = files.iter().find(|file| file.name == name) {
            return Ok(served(file));
        }
    }
    Ok(respond::not_found(turn))
}

fn served(file: &File) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for header in policy::FILE_HEADERS {
        response.insert_header(header);
    }
    response.content_type(file.content_type).body(file.bytes.clone())
}

/// The name of the file that a path is for.
pub(super) fn name_of(path: &str) -> Option<&str> {
    path.strip_prefix(paths::ASSETS)
}
