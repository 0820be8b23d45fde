#!/usr/bin/env bash
# Makes the certificates that lie beside this file, valid for a hundred years, for tests alone: bash test/support/tls/make.sh
set -euo pipefail
cd "$(dirname "$0")"
days=36500

authority() { # name
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days $days -subj "/CN=lse test $1" \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout "$1.key" -out "$1.crt"
}
certificate() { # name, subject, extensions
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA authority.crt -CAkey authority.key -days $days -set_serial "0x$3" \
    -extfile <(printf '%s\n' "$4") -out "$1.crt"
  rm "$1.csr"
}

authority authority
authority stranger
certificate server '/CN=localhost' 10 'subjectAltName=DNS:localhost'
certificate client '/CN=certified' 11 'extendedKeyUsage=clientAuth'
openssl ec -in client.key -aes256 -passout pass:opens-the-key -out client-locked.key

# Revokes the server's certificate.
touch index.txt
printf '01\n' > crlnumber
cat > ca.cnf <<CNF
[ca]
default_ca = own
[own]
database = index.txt
crlnumber = crlnumber
default_md = sha256
CNF
ca() { openssl ca -config ca.cnf -cert authority.crt -keyfile authority.key -crldays $days "$@"; }
ca -gencrl -out empty.crl
ca -revoke server.crt
ca -gencrl -out revoked.crl
rm -f index.txt* crlnumber* ca.cnf authority.key stranger.key
