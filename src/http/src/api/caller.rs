//! Callers, each with a proof that only admission can make. An operation names the kind that it needs.

use app::{Answer, App, Fault, admission, user_pools::bearer::Bearer};
use domain::Moment;
use wire::{AwsError, Operation};

use crate::{
    api::{fault::error_of, signed},
    doors::request::Request,
};

/// A kind of caller.
pub(crate) trait Caller: Sized {
    /// The proof that an operation gets.
    type Proof;

    /// Admits the caller of a request, and records it in the moment.
    async fn admit(
        app: &App,
        operation: &'static Operation,
        request: &Request,
        moment: &mut Moment,
    ) -> Result<Self, AwsError>;

    /// Whether the caller may do this to that resource. The operation itself checks a caller that is not signed.
    async fn allow(
        &self,
        _: &App,
        _: &'static Operation,
        _resource: &str,
        _: &Moment,
    ) -> Result<(), AwsError> {
        Ok(())
    }

    /// Verifies the access token of the input, where the caller is its holder, and records the holder in the moment.
    async fn prove(self, app: &App, access_token: Option<&str>, moment: &mut Moment) -> Answer<Self::Proof>;
}

/// Anyone. Public operations ask for a client id.
pub(crate) struct Anyone;

impl Caller for Anyone {
    type Proof = Self;

    async fn admit(_: &App, _: &'static Operation, _: &Request, _: &mut Moment) -> Result<Self, AwsError> {
        Ok(Self)
    }

    async fn prove(self, _: &App, _: Option<&str>, _: &mut Moment) -> Answer<Self> {
        Ok(self)
    }
}

/// A user with a valid access token.
pub(crate) struct TokenHolder;

impl Caller for TokenHolder {
    type Proof = Bearer;

    async fn admit(_: &App, _: &'static Operation, _: &Request, _: &mut Moment) -> Result<Self, AwsError> {
        Ok(Self)
    }

    async fn prove(self, app: &App, access_token: Option<&str>, moment: &mut Moment) -> Answer<Bearer> {
        app.user_pools.bearer(access_token.unwrap_or_default(), moment).await
    }
}

/// A caller with a valid signature whom policy allows the call.
pub(crate) struct Signed(admission::Caller);

impl Signed {
    /// The operator of the server, who may do everything: what the server is started with is the proof. `name` is the end of the ARN by
    /// which the log knows these calls.
    pub(crate) fn by_the_operator(app: &App, name: &str) -> Self {
        Self(admission::Caller::Administrator {
            access_key_id: String::new(),
            arn: app.core.settings.iam_arn(name),
        })
    }

    /// The caller.
    pub(crate) fn caller(&self) -> &admission::Caller {
        &self.0
    }
}

impl Caller for Signed {
    type Proof = Self;

    async fn admit(
        app: &App,
        operation: &'static Operation,
        request: &Request,
        moment: &mut Moment,
    ) -> Result<Self, AwsError> {
        let verified = signed::verify(app, operation.service, request, moment.now).await?;
        (moment.principal, moment.signer) =
            (verified.caller.principal(&app.core.settings.account), verified.caller.signer());
        moment.region = verified.region;
        Ok(Self(verified.caller))
    }

    async fn allow(
        &self,
        app: &App,
        operation: &'static Operation,
        resource: &str,
        moment: &Moment,
    ) -> Result<(), AwsError> {
        let action = format!("{}:{}", operation.service.signing_name, operation.name);
        let allowed: Result<(), Fault> = app.admission.authorize(&self.0, &action, resource, moment).await;
        allowed.map_err(|fault| error_of(operation, fault))
    }

    async fn prove(self, _: &App, _: Option<&str>, _: &mut Moment) -> Answer<Self> {
        Ok(self)
    }
}

/// A caller with a valid signature. No policy is evaluated: for calls that no policy can deny.
pub(crate) struct Known(admission::Caller);

impl Known {
    /// The caller.
    pub(crate) fn caller(&self) -> &admission::Caller {
        &self.0
    }
}

impl Caller for Known {
    type Proof = Self;

    async fn admit(
        app: &App,
        operation: &'static Operation,
        request: &Request,
        moment: &mut Moment,
    ) -> Result<Self, AwsError> {
        Signed::admit(app, operation, request, moment).await.map(|signed| Self(signed.0))
    }

    async fn prove(self, _: &App, _: Option<&str>, _: &mut Moment) -> Answer<Self> {
        Ok(self)
    }
}
