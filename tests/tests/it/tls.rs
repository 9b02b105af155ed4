//! The listener for TLS: with a certificate that the server has made, and with the operator's.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    fs,
    io::Write,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use serde_json::{Value, json};
use tests::{
    clients,
    flood::{has_ended, stall},
    programs,
    server::Recognito,
    strangers::Strangers,
};

/// A server that listens for TLS too, with these flags more.
struct Secured {
    server: Recognito,
    port: u16,
}

impl Secured {
    fn start(more: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        Self { server: Recognito::start_with(&[&["--tls-listen", &listen], more].concat()), port }
    }

    /// The certificate that clients have to trust.
    fn authority(&self) -> PathBuf {
        self.server.data().join("tls/authority.pem")
    }

    /// What programs of Node find that trust this authority, of a pool's pages too.
    fn reached(&self, authority: &Path, hosts: &[&str], prefix: Option<&str>) -> Value {
        let context = json!({"port": self.port, "hosts": hosts, "prefix": prefix});
        clients::run_trusting(&self.server, authority, "node/tls.mjs", &context)
    }
}

#[test]
fn programs_that_trust_the_authority_reach_the_server_by_its_names_and_others_do_not() {
    if !clients::installed() {
        return;
    }
    let secured = Secured::start(&[]);
    let prefix = Strangers::on(&*secured.server, "ENABLED").make_domain();
    let host = format!("{prefix}.localhost");
    let hosts = ["localhost", "127.0.0.1", &host, "any.localhost", "login.example.com"];
    let mut told = secured.reached(&secured.authority(), &hosts, Some(&prefix));
    told.as_object_mut().unwrap().remove("strict");
    let foreign = "ERR_TLS_CERT_ALTNAME_INVALID";
    let expected = json!({
        "reached": {"localhost": 200, "127.0.0.1": 200, &host: 200, "any.localhost": 200, "login.example.com": foreign},
        "http2": 200,
        // An authorize request of no client leads to a page of ours, with a cookie that is bound to TLS and to its host.
        "page": 303,
        "cookies": ["__Host-XSRF-TOKEN= HttpOnly SameSite=Lax Secure Path=/"],
        "untrusted": "SELF_SIGNED_CERT_IN_CHAIN",
    });
    assert_eq!(told, expected);
}

#[test]
fn a_restart_keeps_the_authority_and_one_that_ends_is_replaced() {
    if !clients::installed() {
        return;
    }
    let mut secured = Secured::start(&[]);
    let first = fs::read_to_string(secured.authority()).unwrap();
    let kept = tempfile::NamedTempFile::new().unwrap();
    fs::write(kept.path(), &first).unwrap();
    assert!(secured.server.stop());
    secured.server.start_again();
    assert_eq!(secured.reached(kept.path(), &["localhost"], None)["reached"]["localhost"], 200);

    assert!(secured.server.stop());
    let private = secured.server.data().join("tls/authority.json");
    let mut authority: Value = serde_json::from_str(&fs::read_to_string(&private).unwrap()).unwrap();
    authority["ends_at"] = json!("2020-01-01T00:00:00Z");
    fs::write(&private, authority.to_string()).unwrap();
    secured.server.start_again();
    assert_ne!(fs::read_to_string(secured.authority()).unwrap(), first);
    let reached =
        |authority: &Path| secured.reached(authority, &["localhost"], None)["reached"]["localhost"].clone();
    assert_eq!(reached(&secured.authority()), 200);
    assert_eq!(reached(kept.path()), json!("SELF_SIGNED_CERT_IN_CHAIN"));
}

#[test]
fn a_key_of_the_authority_that_others_may_read_is_refused() {
    let mut secured = Secured::start(&[]);
    assert!(secured.server.stop());
    let private = secured.server.data().join("tls/authority.json");
    assert_eq!(fs::metadata(&private).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&private, fs::Permissions::from_mode(0o644)).unwrap();
    let mut command = Command::new(programs::path("recognito"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0", "--data"]);
    let output = programs::run(command.arg(secured.server.data()));
    assert!(!output.success && output.stderr.contains("authority.json can be read by others"), "{output:?}");
}

#[test]
fn what_does_not_agree_on_tls_is_not_waited_for() {
    let secured = Secured::start(&[]);
    let authority = format!("127.0.0.1:{}", secured.port);
    let began = Instant::now();
    // Plain requests and parts of them, nothing, and the beginning of a handshake.
    let mut stalled: Vec<TcpStream> = (0..8).map(|n| stall(&authority, n)).collect();
    let long = vec![0x16; 70_000];
    let hellos: [&[u8]; 4] = [b"\x16", b"\x16\x03\x01\x02\x00\x01", b"\x16\x03\x01\xff\xff", &long];
    for bytes in hellos {
        let mut stream = TcpStream::connect(&authority).unwrap();
        // The server may close it before all is sent.
        let _ = stream.write_all(bytes);
        stalled.push(stream);
    }
    for (n, stream) in stalled.iter().enumerate() {
        assert!(has_ended(stream), "kind {n} is still open after {:?}", began.elapsed());
    }
    assert!(began.elapsed().as_secs() < 15, "{:?}", began.elapsed());
    assert!(secured.server.is_ready());
    assert!(!secured.server.log().contains("panicked"), "{}", secured.server.log());
}

#[test]
fn browsers_are_told_to_stay_with_tls_under_the_operators_certificate_alone() {
    if !clients::installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (chain, key) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
    let names = ["localhost".to_owned(), "id.example.com".to_owned(), "people.localhost".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    fs::write(&chain, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let files = ["--tls-cert", chain.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let secured = Secured::start(&files);
    assert!(!secured.authority().exists());
    let told = secured.reached(&chain, &["localhost", "id.example.com"], None);
    assert_eq!(told["reached"], json!({"localhost": 200, "id.example.com": 200}));
    assert_eq!(told["strict"], json!({"localhost": null, "id.example.com": "max-age=31536000"}));
}
