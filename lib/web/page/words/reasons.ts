/** The words for why a file was not stored. `why.js` chooses among them. @module */

import type { Words } from "./say.ts";

const en = {
  whyAddress:
    "the address of this page is no longer valid; open the one in the terminal of the other machine",
  whyCut: "the transfer was interrupted; try again",
  whyDamaged: "it arrived damaged and was discarded; try again",
  whyDeclined: "files with such a name are not accepted, because other programs read or run them",
  whyDestination: "the other machine cannot store it; its terminal says why",
  whyExists: "a file with this name already exists there; rename yours and choose it again",
  whyInternal: "something went wrong on the other machine",
  whyLimit: "larger than the other machine allows",
  whyName: "the other machine does not allow this name; rename the file and choose it again",
  whyNoSpace: "the disk of the other machine is full; free some space there and try again",
  whyPassword: "the password is missing; reload this page and enter it",
  whyProtocol: "the other machine does not understand this request",
  whyTimeout: "the connection was too slow or stopped; try again",
};

/** In each language. */
export const reasonWords: Words<typeof en> = {
  en,
  de: {
    whyAddress:
      "die Adresse dieser Seite gilt nicht mehr; öffnen Sie die im Terminal des anderen Rechners",
    whyCut: "die Übertragung wurde unterbrochen; versuchen Sie es noch einmal",
    whyDamaged: "sie kam beschädigt an und wurde verworfen; versuchen Sie es noch einmal",
    whyDeclined:
      "Dateien mit solchen Namen werden nicht angenommen, weil andere Programme sie lesen oder ausführen",
    whyDestination: "der andere Rechner kann sie nicht speichern; warum, steht in seinem Terminal",
    whyExists:
      "eine Datei mit diesem Namen gibt es dort schon; benennen Sie Ihre um und wählen Sie sie noch einmal",
    whyInternal: "auf dem anderen Rechner ist etwas schiefgegangen",
    whyLimit: "größer, als der andere Rechner erlaubt",
    whyName:
      "der andere Rechner erlaubt diesen Namen nicht; benennen Sie die Datei um und wählen Sie sie noch einmal",
    whyNoSpace:
      "die Festplatte des anderen Rechners ist voll; schaffen Sie dort Platz und versuchen Sie es noch einmal",
    whyPassword: "das Passwort fehlt; laden Sie diese Seite neu und geben Sie es ein",
    whyProtocol: "der andere Rechner versteht diese Anfrage nicht",
    whyTimeout: "die Verbindung war zu langsam oder stand still; versuchen Sie es noch einmal",
  },
  fr: {
    whyAddress:
      "l’adresse de cette page n’est plus valable ; ouvrez celle qu’affiche le terminal de l’autre machine",
    whyCut: "le transfert a été interrompu ; réessayez",
    whyDamaged: "il est arrivé endommagé et a été rejeté ; réessayez",
    whyDeclined:
      "les fichiers de ce nom ne sont pas acceptés, car d’autres programmes les lisent ou les exécutent",
    whyDestination: "l’autre machine ne peut pas l’enregistrer ; son terminal dit pourquoi",
    whyExists: "un fichier de ce nom y existe déjà ; renommez le vôtre et choisissez-le à nouveau",
    whyInternal: "une erreur s’est produite sur l’autre machine",
    whyLimit: "plus volumineux que l’autre machine ne l’autorise",
    whyName:
      "l’autre machine n’autorise pas ce nom ; renommez le fichier et choisissez-le à nouveau",
    whyNoSpace: "le disque de l’autre machine est plein ; libérez-y de l’espace et réessayez",
    whyPassword: "le mot de passe manque ; rechargez cette page et saisissez-le",
    whyProtocol: "l’autre machine ne comprend pas cette requête",
    whyTimeout: "la connexion était trop lente ou s’est arrêtée ; réessayez",
  },
  es: {
    whyAddress:
      "la dirección de esta página ya no es válida; abra la que muestra el terminal de la otra máquina",
    whyCut: "la transferencia se interrumpió; inténtelo de nuevo",
    whyDamaged: "llegó dañado y se descartó; inténtelo de nuevo",
    whyDeclined:
      "no se aceptan archivos con ese nombre, porque otros programas los leen o ejecutan",
    whyDestination: "la otra máquina no puede guardarlo; su terminal dice por qué",
    whyExists:
      "allí ya existe un archivo con este nombre; cambie el nombre del suyo y elíjalo de nuevo",
    whyInternal: "algo falló en la otra máquina",
    whyLimit: "más grande de lo que permite la otra máquina",
    whyName:
      "la otra máquina no permite este nombre; cambie el nombre del archivo y elíjalo de nuevo",
    whyNoSpace: "el disco de la otra máquina está lleno; libere espacio allí e inténtelo de nuevo",
    whyPassword: "falta la contraseña; recargue esta página e introdúzcala",
    whyProtocol: "la otra máquina no entiende esta petición",
    whyTimeout: "la conexión era demasiado lenta o se detuvo; inténtelo de nuevo",
  },
  zh: {
    whyAddress: "此页面的地址已失效；请打开另一台机器终端中显示的地址",
    whyCut: "传输被中断；请重试",
    whyDamaged: "文件在传输中损坏，已被丢弃；请重试",
    whyDeclined: "不接受这样的文件名，因为其他程序会读取或运行这类文件",
    whyDestination: "另一台机器无法保存此文件；原因见其终端",
    whyExists: "那里已存在同名文件；请重命名后重新选择",
    whyInternal: "另一台机器出错",
    whyLimit: "超出另一台机器允许的大小",
    whyName: "另一台机器不允许此文件名；请重命名后重新选择",
    whyNoSpace: "另一台机器的磁盘已满；请在那里释放空间后重试",
    whyPassword: "缺少密码；请重新加载此页面并输入密码",
    whyProtocol: "另一台机器无法理解此请求",
    whyTimeout: "连接过慢或已停止；请重试",
  },
  ja: {
    whyAddress:
      "このページのアドレスは無効になりました。相手のマシンの端末に表示されているアドレスを開いてください",
    whyCut: "転送が中断されました。もう一度お試しください",
    whyDamaged: "破損した状態で届いたため破棄されました。もう一度お試しください",
    whyDeclined:
      "このような名前のファイルは、ほかのプログラムが読み込んだり実行したりするため、受け付けられません",
    whyDestination: "相手のマシンが保存できません。理由は相手の端末に表示されています",
    whyExists: "同じ名前のファイルがすでに存在します。名前を変えてもう一度選択してください",
    whyInternal: "相手のマシンで問題が発生しました",
    whyLimit: "相手のマシンが許可するサイズを超えています",
    whyName: "相手のマシンはこの名前を許可していません。名前を変えてもう一度選択してください",
    whyNoSpace: "相手のマシンのディスクがいっぱいです。空きを作ってもう一度お試しください",
    whyPassword: "パスワードがありません。ページを再読み込みして入力してください",
    whyProtocol: "相手のマシンがこのリクエストを解釈できません",
    whyTimeout: "接続が遅すぎるか、止まりました。もう一度お試しください",
  },
};
