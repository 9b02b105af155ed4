//! Where the service is found, as far as the settings say.

use app::PagesPlace;

use super::Serve;

impl Serve {
    /// Where the pages and OAuth endpoints of pools are found. Behind a proxy, listening on loopback is no sign of development.
    pub fn pages(&self) -> PagesPlace {
        let is_development = self.is_on_loopback() && self.trusted_proxies.is_empty();
        let by_path = self.pages_by_path.unwrap_or(is_development);
        PagesPlace { host: self.pages_host.clone(), by_path, tls_url: None }
    }

    /// Whether this machine alone reaches the service.
    pub(super) fn is_on_loopback(&self) -> bool {
        self.listen.ip().is_loopback() && self.tls_listen.is_none_or(|address| address.ip().is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::{Command, Verb};

    fn serve(arguments: &[&str]) -> Serve {
        let all = ["recognito", "serve"].iter().chain(arguments);
        match Command::try_parse_from(all).unwrap().verb {
            Verb::Serve(serve) | Verb::ExportSeed(serve) => *serve,
            Verb::RotateKeys(rotate) => rotate.serve,
        }
    }

    #[test]
    fn pages_are_found_by_path_in_development_alone_unless_it_is_set() {
        let by_path = |arguments: &[&str]| serve(arguments).pages().by_path;
        assert!(by_path(&[]) && !by_path(&["--pages-by-path=false"]));
        assert!(!by_path(&["--listen", "0.0.0.0:9229"]) && !by_path(&["--trusted-proxy", "127.0.0.1"]));
        assert!(by_path(&["--tls-listen", "127.0.0.1:9230"]) && !by_path(&["--tls-listen", "0.0.0.0:9230"]));
        assert!(by_path(&["--listen", "0.0.0.0:9229", "--pages-by-path"]));
        assert_eq!(serve(&["--pages-host", "auth.example.com"]).pages().host, "auth.example.com");
    }
}
