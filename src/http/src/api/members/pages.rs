//! Members of the requests that configure federation and the sign-in pages of a user pool.

use super::{Harmless, Members};

const LEVELS: &str = "each sign-in there records the class that the provider states; tokens say none, as `AcrConfiguration` is refused";
const ONE_VALUE: &str = "it has one value";
const TLS: &str = "TLS ends at the proxy or listener that its operator has set up";

pub(super) static TABLES: &[Members] = &[
    Members {
        operation: "cognito-idp:CreateIdentityProvider",
        acted: &[
            "AttributeMapping",
            "IdpIdentifiers",
            "ProviderDetails",
            "ProviderName",
            "ProviderType",
            "UserPoolId",
        ],
        told: PROVIDER_TOLD,
        refused: &[],
    },
    Members {
        operation: "cognito-idp:CreateManagedLoginBranding",
        acted: &[
            "Assets.Bytes",
            "Assets.Category",
            "Assets.ColorMode",
            "Assets.Extension",
            "ClientId",
            "Settings",
            "UseCognitoProvidedValues",
            "UserPoolId",
        ],
        told: &[],
        refused: BRANDING_REFUSED,
    },
    Members {
        operation: "cognito-idp:CreateTerms",
        acted: &["ClientId", "Links", "TermsName", "UserPoolId"],
        told: TERMS_TOLD,
        refused: &[],
    },
    domain("cognito-idp:CreateUserPoolDomain"),
    Members {
        operation: "cognito-idp:DeleteIdentityProvider",
        acted: &["ProviderName", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DeleteManagedLoginBranding",
        acted: &["ManagedLoginBrandingId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DeleteTerms",
        acted: &["TermsId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DeleteUserPoolDomain",
        acted: &["Domain", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DescribeIdentityProvider",
        acted: &["ProviderName", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DescribeManagedLoginBranding",
        acted: &["ManagedLoginBrandingId", "ReturnMergedResources", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DescribeManagedLoginBrandingByClient",
        acted: &["ClientId", "ReturnMergedResources", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DescribeTerms",
        acted: &["TermsId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:DescribeTermsByClient",
        acted: &["ClientId", "TermsName", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members { operation: "cognito-idp:DescribeUserPoolDomain", acted: &["Domain"], told: &[], refused: &[] },
    Members {
        operation: "cognito-idp:GetIdentityProviderByIdentifier",
        acted: &["IdpIdentifier", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:GetSigningCertificate",
        acted: &["UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:GetUICustomization",
        acted: &["ClientId", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListIdentityProviders",
        acted: &["MaxResults", "NextToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:ListTerms",
        acted: &["MaxResults", "NextToken", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:SetUICustomization",
        acted: &["CSS", "ClientId", "ImageFile", "UserPoolId"],
        told: &[],
        refused: &[],
    },
    Members {
        operation: "cognito-idp:UpdateIdentityProvider",
        acted: &["AttributeMapping", "IdpIdentifiers", "ProviderDetails", "ProviderName", "UserPoolId"],
        told: PROVIDER_TOLD,
        refused: &[],
    },
    Members {
        operation: "cognito-idp:UpdateManagedLoginBranding",
        acted: &[
            "Assets.Bytes",
            "Assets.Category",
            "Assets.ColorMode",
            "Assets.Extension",
            "ManagedLoginBrandingId",
            "Settings",
            "UseCognitoProvidedValues",
            "UserPoolId",
        ],
        told: &[],
        refused: BRANDING_REFUSED,
    },
    Members {
        operation: "cognito-idp:UpdateTerms",
        acted: &["Links", "TermsId", "TermsName", "UserPoolId"],
        told: TERMS_TOLD,
        refused: &[],
    },
    domain("cognito-idp:UpdateUserPoolDomain"),
];

/// Members of a provider without an effect.
const PROVIDER_TOLD: &[(&str, &str)] = &[("AcrMapping", LEVELS)];

/// What the requests to create and to update a domain have in common.
const fn domain(operation: &'static str) -> Members {
    Members {
        operation,
        acted: &["Domain", "ManagedLoginVersion", "UserPoolId"],
        told: &[("CustomDomainConfig.CertificateArn", TLS), ("CustomDomainConfig.SecurityPolicy", TLS)],
        refused: &[("Routing", Harmless::Empty)],
    }
}

/// A file of AWS's own store.
const BRANDING_REFUSED: &[(&str, Harmless)] = &[("Assets.ResourceId", Harmless::None)];

/// Members of a legal document that have one value.
const TERMS_TOLD: &[(&str, &str)] = &[("Enforcement", ONE_VALUE), ("TermsSource", ONE_VALUE)];
