//! Metadata of SAML providers that no test signs in at.

/// The certificate of the provider that scripts of `tests/clients` play.
const CERTIFICATE: &str = include_str!("../clients/node/saml/provider.cert.pem");

/// Metadata of a provider of this name, for `MetadataFile`.
pub fn metadata(name: &str) -> String {
    let certificate: String = CERTIFICATE.lines().filter(|line| !line.starts_with("-----")).collect();
    format!(
        r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://{name}.example.com"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://{name}.example.com/sso"/></IDPSSODescriptor></EntityDescriptor>"#
    )
}
