//! The certificates of a server for development: one for all its own names, and one for each host of a prefix domain, made when a client
//! first names it. Clients take no certificate for `*.localhost`: none may stand for all names below a top level.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::Days;
use domain::Timestamp;
use ledger::Clock;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType};
use rustls::{
    crypto::aws_lc_rs::sign::any_supported_type,
    server::{ClientHello, ResolvesServerCert},
    sign::{CertifiedKey, SigningKey},
};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{
    Names, TlsFault,
    authority::{Authority, between, moment, serial},
};

/// For how long a certificate is good.
const GOOD_FOR: Days = Days::new(60);
/// After so long a next one is made.
const MADE_AGAIN_AFTER_SECONDS: i64 = 30 * 24 * 60 * 60;
/// Certificates of hosts that are kept. Clients may name any host: once there are so many, all are made again when they are needed.
const KEPT_MAX: usize = 1_000;

/// Makes certificates as clients ask for them.
pub(super) struct Leaves {
    authority: Authority,
    names: Names,
    clock: Clock,
    /// That of every certificate.
    key: KeyPair,
    signs: Arc<dyn SigningKey>,
    /// By the host of a prefix domain; `None`: that of all names of the server's own.
    made: Mutex<HashMap<Option<String>, Leaf>>,
}

#[derive(Clone)]
struct Leaf {
    certified: Arc<CertifiedKey>,
    again_at: Timestamp,
}

impl Leaves {
    pub(super) fn of(authority: Authority, names: Names, clock: Clock) -> Result<Self, TlsFault> {
        let key = KeyPair::generate()?;
        let der = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let signs = any_supported_type(&der)?;
        let leaves = Self { authority, names, clock, key, signs, made: Mutex::default() };
        // What cannot be made is told at the start.
        leaves.leaf(None)?;
        Ok(leaves)
    }

    fn made(&self) -> MutexGuard<'_, HashMap<Option<String>, Leaf>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leaf(&self, host: Option<String>) -> Result<Arc<CertifiedKey>, TlsFault> {
        let now = self.clock.now();
        if let Some(leaf) = self.made().get(&host).filter(|leaf| now < leaf.again_at) {
            return Ok(Arc::clone(&leaf.certified));
        }
        let certified = Arc::new(self.make(host.as_deref(), now)?);
        let again_at = now.plus_seconds(MADE_AGAIN_AFTER_SECONDS);
        let mut made = self.made();
        if made.len() >= KEPT_MAX {
            made.clear();
        }
        made.insert(host, Leaf { certified: Arc::clone(&certified), again_at });
        Ok(certified)
    }

    fn make(&self, host: Option<&str>, now: Timestamp) -> Result<CertifiedKey, TlsFault> {
        let now = moment(now);
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name = rcgen::DistinguishedName::new();
        parameters.distinguished_name.push(DnType::CommonName, "Recognito");
        parameters.serial_number = Some(serial());
        parameters.use_authority_key_identifier_extension = true;
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        between(&mut parameters, now, now + GOOD_FOR);
        parameters.subject_alt_names = if let Some(host) = host {
            vec![dns(host)?]
        } else {
            let hosts: Result<Vec<_>, _> = self.names.hosts.iter().map(|host| dns(host)).collect();
            let addresses = self.names.addresses.iter().copied().map(SanType::IpAddress);
            hosts?.into_iter().chain(addresses).collect()
        };
        let signed = parameters.signed_by(&self.key, &self.authority.issuer)?;
        // The authority's own certificate too, for clients that know it by its key.
        let chain = vec![signed.der().clone(), self.authority.certificate.clone()];
        Ok(CertifiedKey::new(chain, Arc::clone(&self.signs)))
    }
}

fn dns(host: &str) -> Result<SanType, rcgen::Error> {
    host.to_owned().try_into().map(SanType::DnsName)
}

impl fmt::Debug for Leaves {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leaves").field("names", &self.names).finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Leaves {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let host = hello.server_name().and_then(|named| self.names.host_of_prefix(named));
        let leaf = self.leaf(host);
        leaf.inspect_err(|fault| tracing::warn!(%fault, "a client gets no certificate")).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use rustls::{
        CertificateError, ClientConfig, ClientConnection, Error, RootCertStore, ServerConnection,
        crypto::aws_lc_rs,
    };
    use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);
    const DAY: i64 = 24 * 60 * 60;

    struct World {
        leaves: Arc<Leaves>,
        authority: CertificateDer<'static>,
        seconds: Arc<AtomicI64>,
    }

    #[derive(Debug)]
    struct At(u64);

    impl rustls::time_provider::TimeProvider for At {
        fn current_time(&self) -> Option<UnixTime> {
            Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(self.0)))
        }
    }

    impl World {
        fn new() -> Self {
            let data = tempfile::tempdir().unwrap();
            let names = Names::of_this_machine("localhost").with("dev.example");
            let seconds = Arc::new(AtomicI64::new(NOW.seconds()));
            let clock = Clock::new({
                let seconds = Arc::clone(&seconds);
                move || Timestamp::from_seconds(seconds.load(Ordering::Relaxed))
            });
            let (authority, _) = Authority::keep(data.path(), &names, NOW).unwrap();
            let certificate = authority.certificate.clone();
            let leaves = Arc::new(Leaves::of(authority, names, clock).unwrap());
            Self { leaves, authority: certificate, seconds }
        }

        fn server(&self) -> ServerConnection {
            let builder = super::super::builder().unwrap();
            let config = builder.with_cert_resolver(Arc::clone(&self.leaves) as Arc<dyn ResolvesServerCert>);
            ServerConnection::new(Arc::new(config)).unwrap()
        }

        /// A client that trusts the authority agrees on TLS with the server, which it knows by this name.
        fn agree(&self, name: &str) -> Result<Vec<u8>, Error> {
            let mut roots = RootCertStore::empty();
            roots.add(self.authority.clone()).unwrap();
            let now = At(self.seconds.load(Ordering::Relaxed).try_into().unwrap());
            let config =
                ClientConfig::builder_with_details(Arc::new(aws_lc_rs::default_provider()), Arc::new(now));
            let config = config.with_safe_default_protocol_versions().unwrap();
            let config = config.with_root_certificates(roots).with_no_client_auth();
            let name = ServerName::try_from(name.to_owned()).unwrap();
            let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
            let mut server = self.server();
            while client.is_handshaking() {
                let mut bytes = Vec::new();
                client.write_tls(&mut bytes).unwrap();
                server.read_tls(&mut &*bytes).unwrap();
                server.process_new_packets()?;
                bytes.clear();
                server.write_tls(&mut bytes).unwrap();
                client.read_tls(&mut &*bytes).unwrap();
                client.process_new_packets()?;
            }
            Ok(client.peer_certificates().unwrap()[0].to_vec())
        }
    }

    #[test]
    fn a_client_that_trusts_the_authority_finds_the_server_by_each_of_its_names() {
        let world = World::new();
        let mut own = Vec::new();
        for name in ["localhost", "127.0.0.1", "::1", "dev.example"] {
            own.push(world.agree(name).unwrap_or_else(|error| panic!("{name}: {error}")));
        }
        assert!(own.iter().all(|certificate| *certificate == own[0]));
        for name in ["people.localhost", "a-1.localhost", "people.localhost"] {
            assert_ne!(world.agree(name).unwrap_or_else(|error| panic!("{name}: {error}")), own[0]);
        }
        assert_eq!(world.leaves.made().len(), 3);
        for name in ["login.example.com", "a.b.localhost", "192.0.2.1", "people.dev.example"] {
            let refused = world.agree(name).unwrap_err();
            let wrong = Error::InvalidCertificate(CertificateError::NotValidForName);
            let is_name =
                matches!(refused, Error::InvalidCertificate(CertificateError::NotValidForNameContext { .. }));
            assert!(is_name || refused == wrong, "{name}: {refused}");
        }
    }

    #[test]
    fn the_authority_vouches_for_no_other_site_even_where_its_key_is_stolen() {
        let mut world = World::new();
        let thief = Arc::get_mut(&mut world.leaves).unwrap();
        thief.names = Names::of_this_machine("bank.example").with("bank.example");
        thief.made().clear();
        for name in ["bank.example", "www.bank.example"] {
            let refused = world.agree(name).unwrap_err();
            assert!(matches!(refused, Error::InvalidCertificate(_)), "{name}: {refused}");
        }
    }

    #[test]
    fn a_certificate_is_made_again_before_it_ends() {
        let world = World::new();
        let at = |days: i64| {
            world.seconds.store(NOW.seconds() + days * DAY, Ordering::Relaxed);
            world.agree("people.localhost").unwrap()
        };
        let first = at(0);
        assert_eq!(at(29), first);
        let second = at(31);
        assert_ne!(second, first);
        assert_ne!(at(300), second);
    }

    #[test]
    fn clients_that_name_ever_other_hosts_fill_no_memory() {
        let world = World::new();
        for n in 0..2 * KEPT_MAX {
            world.leaves.leaf(Some(format!("p{n}.localhost"))).unwrap();
            assert!(world.leaves.made().len() <= KEPT_MAX);
        }
    }
}
