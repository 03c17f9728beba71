#include "origin/self_signed.hpp"

#include <array>
#include <memory>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace slotgate::test {
namespace {

template <auto Free>
struct freed {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using bio_ptr = std::unique_ptr<BIO, freed<BIO_free_all>>;

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const auto bytes = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(bytes)};
}

void add_extension(X509* certificate, int nid, const char* value) {
    const std::unique_ptr<X509_EXTENSION, freed<X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
    X509_add_ext(certificate, extension.get(), -1);
}

}  // namespace

self_signed make_self_signed() {
    constexpr std::array<unsigned char, 4> name_text{'t', 'e', 's', 't'};
    const std::unique_ptr<EVP_PKEY, freed<EVP_PKEY_free>> key(EVP_EC_gen("P-256"));
    const std::unique_ptr<X509, freed<X509_free>> certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    ASN1_TIME_set_string(X509_getm_notBefore(certificate.get()), "20000101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(certificate.get()), "20991231235959Z");
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_NID(name, NID_organizationName, MBSTRING_ASC, name_text.data(),
                               static_cast<int>(name_text.size()), -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    add_extension(certificate.get(), NID_subject_alt_name, "IP:127.0.0.1");
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());

    const bio_ptr certificate_text(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(certificate_text.get(), certificate.get());
    const bio_ptr key_text(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {text_of(certificate_text.get()), text_of(key_text.get())};
}

}  // namespace slotgate::test
