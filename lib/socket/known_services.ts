/** Services and their ports, for machines without a services(5) file. @module */

/**
 * Names in common use (IANA, Service Name and Transport Protocol Port Number Registry), in the form of
 * services(5): name, port and protocol, other names.
 */
export const KNOWN_SERVICES = `
tcpmux 1/tcp
echo 7/tcp
echo 7/udp
discard 9/tcp sink null
discard 9/udp sink null
systat 11/tcp users
daytime 13/tcp
daytime 13/udp
netstat 15/tcp
qotd 17/tcp quote
chargen 19/tcp ttytst source
chargen 19/udp ttytst source
ftp-data 20/tcp
ftp 21/tcp
ssh 22/tcp
telnet 23/tcp
smtp 25/tcp mail
time 37/tcp timserver
time 37/udp timserver
whois 43/tcp nicname
tacacs 49/tcp
tacacs 49/udp
domain 53/tcp
domain 53/udp
bootps 67/udp
bootpc 68/udp
tftp 69/udp
gopher 70/tcp
finger 79/tcp
http 80/tcp www
kerberos 88/tcp kerberos5 krb5
kerberos 88/udp kerberos5 krb5
pop3 110/tcp pop-3
sunrpc 111/tcp portmapper
sunrpc 111/udp portmapper
auth 113/tcp authentication tap ident
nntp 119/tcp readnews untp
ntp 123/udp
epmap 135/tcp loc-srv
netbios-ns 137/udp
netbios-dgm 138/udp
netbios-ssn 139/tcp
imap2 143/tcp imap
snmp 161/tcp
snmp 161/udp
snmp-trap 162/tcp snmptrap
snmp-trap 162/udp snmptrap
xdmcp 177/udp
bgp 179/tcp
irc 194/tcp
irc 194/udp
ptp-event 319/udp
ptp-general 320/udp
ldap 389/tcp
ldap 389/udp
svrloc 427/tcp
svrloc 427/udp
https 443/tcp
https 443/udp
microsoft-ds 445/tcp
kpasswd 464/tcp
kpasswd 464/udp
submissions 465/tcp ssmtp smtps urd
isakmp 500/udp
exec 512/tcp
biff 512/udp comsat
login 513/tcp
who 513/udp whod
shell 514/tcp cmd
syslog 514/udp
printer 515/tcp spooler
talk 517/udp
ntalk 518/udp
route 520/udp router routed
uucp 540/tcp uucpd
dhcpv6-client 546/udp
dhcpv6-server 547/udp
afpovertcp 548/tcp
rtsp 554/tcp
rtsp 554/udp
nntps 563/tcp snntp
submission 587/tcp
asf-rmcp 623/udp
ipp 631/tcp
ldaps 636/tcp
ldaps 636/udp
ldp 646/tcp
ldp 646/udp
kerberos-adm 749/tcp
domain-s 853/tcp
domain-s 853/udp
rsync 873/tcp
ftps-data 989/tcp
ftps 990/tcp
telnets 992/tcp
imaps 993/tcp
pop3s 995/tcp
socks 1080/tcp
rmiregistry 1099/tcp
openvpn 1194/tcp
openvpn 1194/udp
ms-sql-s 1433/tcp
ms-sql-m 1434/udp
l2f 1701/udp l2tp
radius 1812/tcp
radius 1812/udp
radius-acct 1813/tcp radacct
radius-acct 1813/udp radacct
mqtt 1883/tcp
ssdp 1900/udp
nfs 2049/tcp
nfs 2049/udp
docker 2375/tcp
cvspserver 2401/tcp
dict 2628/tcp
gpsd 2947/tcp
gds-db 3050/tcp gds_db
icpv2 3130/udp icp
iscsi-target 3260/tcp
mysql 3306/tcp
ms-wbt-server 3389/tcp
stun 3478/tcp
stun 3478/udp
nut 3493/tcp
nut 3493/udp
distcc 3632/tcp
daap 3689/tcp
svn 3690/tcp subversion
sieve 4190/tcp
epmd 4369/tcp
ntske 4460/tcp
ipsec-nat-t 4500/udp
iax 4569/udp
radmin-port 4899/tcp
sip 5060/tcp
sip 5060/udp
sip-tls 5061/tcp
sip-tls 5061/udp
xmpp-client 5222/tcp jabber-client
xmpp-server 5269/tcp jabber-server
mdns 5353/udp
llmnr 5355/udp
postgresql 5432/tcp postgres
amqps 5671/tcp
amqp 5672/tcp
vnc-server 5900/tcp
couchdb 5984/tcp
x11 6000/tcp x11-0
redis 6379/tcp
syslog-tls 6514/tcp
ircd 6667/tcp
ircs-u 6697/tcp
http-alt 8080/tcp webcache
https-alt 8443/tcp
secure-mqtt 8883/tcp
git 9418/tcp
memcache 11211/tcp
mongodb 27017/tcp
wireguard 51820/udp
`;
