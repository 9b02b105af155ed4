//! Writes every sample of the sign-in pages into a folder, so that a browser can be shown them: `cargo run --example pages -- DIR`.
//!
//! A page is `<look>/<name>.html`, its files lie in `assets`, and `headers.json` says with which headers the service sends them.

use std::{env, error::Error, fs, path::Path, sync::Arc};

use domain::user_pools::classic_style;
use http_front::pages::{Language, Style, own_files, policy};
use serde_json::json;

#[path = "../tests/it/pages/looks.rs"]
mod looks;
#[path = "../tests/it/pages/samples.rs"]
mod samples;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("usage: pages DIR")?;
    let folder = Path::new(&folder);
    let styles = [
        ("plain", Style::classic(&classic_style::Look::default())),
        ("classic", looks::classic()),
        ("managed", looks::managed()),
    ];
    for (name, style) in styles {
        write(&folder.join(name), &folder.join("assets"), style)?;
    }
    let headers = json!({
        "page": policy::PAGE_HEADERS,
        "file": policy::FILE_HEADERS,
        "policy": policy::content_security_policy(&[]),
    });
    fs::write(folder.join("headers.json"), headers.to_string())?;
    Ok(())
}

fn write(pages: &Path, assets: &Path, style: Style) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(pages)?;
    fs::create_dir_all(assets)?;
    for file in own_files().iter().chain(&style.files) {
        fs::write(assets.join(&file.name), &file.bytes)?;
    }
    let look = Arc::new(style.look);
    for (name, page) in samples::all(Language::English, &look) {
        fs::write(pages.join(format!("{name}.html")), page.html()?)?;
    }
    Ok(())
}
