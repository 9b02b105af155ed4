//! The certificate of a pool's SAML messages is shown.

use app::{Answer, App};
use domain::Moment;
use wire::cognito_idp::{GetSigningCertificateResponse, operations::GetSigningCertificate};

use crate::api::{caller::Signed, operation::Operation};

impl Operation for GetSigningCertificate {
    type Caller = Signed;

    async fn serve(app: &App, _: Signed, input: Self::Input, moment: &Moment) -> Answer<Self::Output> {
        let certificate = app.user_pools.signing_certificate(&input.user_pool_id, moment).await?;
        Ok(GetSigningCertificateResponse { certificate: Some(certificate) })
    }
}
