strategy-no-data = Sin datos
strategy-newest = Último clic, visita o conversión: { $at }
strategy-source = Fuente
strategy-source-network = Suma de { $rows } entregas · { $from } · consulta más antigua { $at }
strategy-tab-archived = Archivados
strategy-archive = Archivar
strategy-restore = Recuperar
strategy-undo = Deshacer
strategy-brand = Marca
strategy-trace = Rastro
strategy-trace-of = Rastro de { $name }
strategy-other-currency = { $count ->
    [one] Una conversión en otra moneda no entra en ninguna suma
   *[other] { $count } conversiones en otra moneda no entran en ninguna suma
}
strategy-margin-unknown = { $count ->
    [one] De una conversión nadie indicó el margen
   *[other] De { $count } conversiones nadie indicó el margen
}

state-reached = Alcanzado
state-on_track = Según el plan
state-watch = Vigilar
state-behind = Retrasado
state-late = Vencido
state-not_begun = Sin empezar
state-no_data = Sin datos
state-over = Gasto demasiado rápido
state-under = Gasto demasiado lento
state-planned = Prevista
state-running = En curso
state-ended = Terminada
state-archived = Archivada
state-deleted = Eliminado

goals-text = Qué hay que alcanzar y cuándo, y cuánto falta.
goals-tab-active = En marcha
goals-new = Nuevo objetivo
goals-new-text = Un objetivo tiene una cifra, un día y una persona. Todo lo demás depende de él.
goals-edit = Cambiar objetivo
goals-create = Fijar objetivo
goals-created = Objetivo fijado. Lo siguiente: abrir una campaña para él.
goals-changed = Objetivo cambiado.
goals-archived = Objetivo archivado. Puedes recuperarlo en esta página.
goals-restored = Objetivo recuperado.
goals-none = Aún no hay objetivos
goals-none-text = Di qué hay que alcanzar y cuándo. Las campañas, las publicaciones y las ventas se medirán con él.
goals-none-archived = Ningún objetivo archivado
goals-is-archived = Este objetivo está archivado. Las campañas sin otro objetivo aparecen entre los huérfanos.
goals-key = La marca de la barra indica dónde estaría con un ritmo uniforme desde el inicio hasta el vencimiento.
goals-name = Nombre
goals-name-hint = Con las palabras del negocio: «Vender las existencias de verano».
goals-stage = Etapa del embudo
goals-stage-hint = En qué parte del camino de desconocido a cliente fiel trabaja.
goals-stage-awareness = Notoriedad
goals-stage-interest = Interés
goals-stage-consideration = Consideración
goals-stage-conversion = Conversión
goals-stage-loyalty = Fidelidad
goals-metric = Métrica
goals-metric-hint = El dinero, los pedidos, los contactos, los clics y las visitas se cuentan a través de las campañas del objetivo, del primer día al vencimiento. Los seguidores son los de los canales de la marca.
goals-metric-revenue = Ingresos por ventas
goals-metric-margin = Margen
goals-metric-orders = Pedidos
goals-metric-conversions = Conversiones
goals-metric-sign_ups = Registros
goals-metric-leads = Contactos
goals-metric-clicks = Clics
goals-metric-visits = Visitas
goals-metric-likes = Me gusta
goals-metric-replies = Respuestas
goals-metric-reposts = Republicaciones
goals-metric-quotes = Citas
goals-metric-engagements = Interacciones (me gusta, respuestas, republicaciones, citas)
goals-metric-followers = Seguidores
goals-metric-custom = Otra métrica, introducida a mano
goals-metric-name = Nombre de la métrica
goals-metric-name-hint = Para una métrica introducida a mano: «Tiendas que nos venden».
goals-unit = Unidad
goals-unit-hint = Para una métrica introducida a mano: «tiendas», «%».
goals-baseline = Punto de partida
goals-baseline-hint = Dónde está ahora, o lo que dio el periodo anterior. Dinero en { $currency }.
goals-target = Meta
goals-target-hint = Adónde debe llegar. Dinero en { $currency }.
goals-starts = Empieza el
goals-due = Vence el
goals-owner = Responsable
goals-owner-hint = Quién responde de él.
goals-of-target = de { $target }
goals-target-is = meta { $target }
goals-until = hasta el { $day }
goals-bar = { $value } de { $target }: { $progress } hecho, { $expected } previsto hasta ahora. { $state }.
goals-bar-unknown = No se conoce ningún valor; la meta es { $target }. { $state }.
goals-short = { $progress } hecho, { $expected } previsto hasta ahora
goals-progress = Avance
goals-expected = Previsto hasta ahora
goals-forecast = Pronóstico para el vencimiento
goals-time = Periodo
goals-source = { $rows } filas de { $from }, la más reciente { $at }
goals-source-none = { $rows } filas de { $from }
goals-source-entered = Introducido por { $from }, { $at } ({ $rows })
goals-unknown-no_campaign = El objetivo aún no tiene campaña, así que no se puede contar nada para él.
goals-unknown-no_links = En sus campañas aún no ha salido ningún enlace rastreado.
goals-unknown-no_script = Las páginas de la marca aún no han comunicado ninguna visita: falta el script de medición.
goals-unknown-not_fetched = Ninguna red ha dado aún esta cifra.
goals-unknown-not_entered = Nadie ha introducido aún un valor.
goals-unknown-no_margin = Ninguna conversión indica su margen, y la marca no tiene tasa de margen.
goals-unknown-hidden = Tu función no ve el dinero.
goals-values = Valores
goals-values-text = Esta métrica se mide a mano. Un segundo valor del mismo día sustituye al primero.
goals-values-none = Aún no hay valores.
goals-value = Valor
goals-value-day = Día
goals-value-enter = Introducir valor
goals-value-entered = Valor introducido.
goals-campaigns-text = Lo que se hace por este objetivo.
goals-campaigns-none = Ninguna campaña trabaja aún para este objetivo

campaigns-text = Qué se hace por qué objetivos, de cuándo a cuándo y por cuánto.
campaigns-new = Nueva campaña
campaigns-new-text = Una campaña pertenece al menos a un objetivo; sus publicaciones y enlaces llevan su nombre.
campaigns-edit = Cambiar campaña
campaigns-create = Abrir campaña
campaigns-created = Campaña abierta.
campaigns-changed = Campaña cambiada.
campaigns-archived = Campaña archivada. Puedes recuperarla en esta página.
campaigns-restored = Campaña recuperada.
campaigns-none = Aún no hay campañas
campaigns-none-text = Una campaña reúne publicaciones, enlaces, costes y lo que resultó de ellos.
campaigns-none-archived = Ninguna campaña archivada
campaigns-is-archived = Esta campaña está archivada. Sus publicaciones siguen y saldrán como estaba previsto.
campaigns-no-goal = Sin objetivo
campaigns-no-goal-text = Ninguno de los objetivos de esta campaña está en marcha: sus publicaciones no sirven a ningún objetivo. Cambia la campaña y elige uno.
campaigns-goal-first = Fija primero un objetivo
campaigns-goal-first-text = Una campaña trabaja para un objetivo. Aún no hay ninguno.
campaigns-name = Nombre
campaigns-goals = Objetivos
campaigns-goals-hint = Al menos uno, de la misma marca.
campaigns-starts = Primer día
campaigns-ends = Último día
campaigns-time = Periodo
campaigns-budget = Presupuesto
campaigns-budget-hint = En la moneda del espacio de trabajo. Se admite 0.
campaigns-utm = Nombre UTM
campaigns-utm-hint = utm_campaign en sus enlaces: minúsculas, cifras y guiones. Si queda vacío, se forma con el nombre. Los enlaces que ya salieron conservan el suyo.
campaigns-spent = Gastado
campaigns-spending = Presupuesto y coste
campaigns-of-budget = de { $budget }
campaigns-bar = { $spent } gastados de { $budget }; { $expected } previstos hasta ahora.
campaigns-pacing = Ritmo
campaigns-pacing-is = ritmo { $percent }
campaigns-pacing-rule = El ritmo es la parte gastada del presupuesto dividida por la parte transcurrida del tiempo: 100 % es un gasto uniforme.
campaigns-left = Queda
campaigns-daily = Queda por día
campaigns-forecast = Pronóstico para el final
campaigns-cost-of = En { $place }
campaigns-crawlers = { $count ->
    [one] y uno de un rastreador
   *[other] y { $count } de rastreadores
}
campaigns-last-touch = Último contacto
campaigns-deliveries = Entregas
campaigns-no-deliveries = Ninguna aún
campaigns-posts = { $count ->
    [0] Publicaciones
    [one] Una publicación
   *[other] { $count } publicaciones
}
campaigns-post = Publicación
campaigns-posts-none = Aún no hay publicaciones en esta campaña

orphans-title = Huérfanos
orphans-text = Publicaciones y campañas que no sirven a ningún objetivo. Da a cada una una campaña o un objetivo, o déjala ir.
orphans-none = Nada está sin objetivo
orphans-none-text = Cada publicación pertenece a una campaña, y cada campaña a un objetivo.
orphans-campaigns = Campañas sin objetivo
orphans-set-goal = Elegir objetivo
orphans-posts = { $count ->
    [one] Una publicación sin objetivo
   *[other] { $count } publicaciones sin objetivo
}
orphans-reason-no_campaign = En ninguna campaña
orphans-reason-no_goal = Su campaña no tiene objetivo:
orphans-campaign-for = Campaña para { $name }
orphans-pick = Elige una campaña
orphans-mend = Ponerla ahí
orphans-mended = La publicación tiene su campaña.
orphans-choose = Elige primero una campaña.
orphans-not-there = La publicación no puede ir a esa campaña.

budget-text = Qué sale, en qué, y si se ajusta al plan.
budget-lines = Líneas de coste
budget-new = Nueva línea de coste
budget-edit = Cambiar línea de coste
budget-added = Coste introducido.
budget-changed = Coste cambiado.
budget-deleted = La línea de coste ya no está en ninguna suma.
budget-restored = La línea de coste ha vuelto.
budget-none = Aún no hay costes
budget-none-text = Introduce horas, medios, autónomos y herramientas: sin ellos no hay retorno sobre el coste completo.
budget-none-here = Aquí aún no hay líneas de coste.
budget-goal-text = Costes del propio objetivo, como la investigación. Se quedan en el objetivo y no se reparten.
budget-campaign-text = Costes de la campaña en conjunto. En el rastro se reparten por igual entre sus publicaciones.
budget-campaigns = Campañas en marcha
budget-kind = Tipo
budget-kind-hours = Horas
budget-kind-media = Medios
budget-kind-freelancer = Autónomos
budget-kind-influencer = Influencers
budget-kind-tools = Herramientas
budget-kind-other = Otros
budget-place-goal = Objetivo
budget-place-campaign = Campaña
budget-place-post = Publicación
budget-place-delivery = Entrega
budget-on = En
budget-on-hint = Para un coste en una publicación o entrega, empieza en su página o en su rastro.
budget-what = Qué
budget-day = Día
budget-entered = Introducido por
budget-amount = Importe
budget-amount-hint = Para todo menos horas. Por ahora solo { $currency }, la moneda del espacio de trabajo.
budget-hours = Horas
budget-hours-hint = 1:30 o 1,5
budget-rate = Tarifa por hora
budget-rate-hint = Si queda vacío: { $rate }, la tarifa del espacio de trabajo.
budget-rate-none = El espacio de trabajo aún no tiene tarifa: introduce una aquí.
budget-hours-rate = { $hours } h × { $rate }
budget-label = Nota
budget-label-hint = Para qué, con tus palabras.
budget-actions = Acciones
budget-edit-line = Cambiar { $name }
budget-delete-line = Eliminar { $name }

trace-text = De cualquier objetivo, campaña, publicación, entrega, enlace o venta: lo que hay por encima y lo que resultó.
trace-id = Qué rastrear
trace-id-hint = Un identificador como post_… o conversion_…, o la dirección de su página.
trace-without-data = { $count ->
    [one] Un número sin datos
   *[other] { $count } números sin datos
}
trace-follow = Seguir
trace-sales = Últimas conversiones
trace-sales-none = Aún no hay conversiones.
trace-above = Por encima
trace-below = Lo que resultó
trace-below-none = Nada depende de esto.
trace-below-count = { $count ->
    [0] por debajo
    [one] uno por debajo
   *[other] { $count } por debajo
}
trace-more = { $count ->
    [one] y uno más, en las sumas de arriba
   *[other] y { $count } más, en las sumas de arriba
}
trace-here = Estás aquí
trace-page = Abrir su página
trace-outside = Verlo en su sitio
trace-untitled = Sin título
trace-way = Del clic a la conversión
trace-numbers = Cifras
trace-numbers-hint = Abre una cifra para ver de dónde viene.
trace-cost-rule = El coste de un nivel son sus propias líneas y las de todo lo que está debajo, más su parte igual de las líneas propias de la campaña o de la publicación. Las líneas propias de un objetivo se quedan en él. Las conversiones cuentan por último contacto.
trace-no-money = Tu función no ve el dinero.
trace-made = Rastreado { $at }.
trace-costs = { $count ->
    [one] Una línea de coste
   *[other] { $count } líneas de coste
}
trace-kind-goal = Objetivo
trace-kind-campaign = Campaña
trace-kind-post = Publicación
trace-kind-delivery = Entrega
trace-kind-link = Enlace
trace-kind-visit = Visita
trace-kind-conversion = Conversión
trace-kind-lead = Contacto
trace-told-by-script = comunicada por el script
trace-told-by-api = comunicada por la API del servidor
trace-told-by-lead = un contacto ganado
trace-stage-new = Nuevo
trace-stage-contacted = Contactado
trace-stage-qualified = Cualificado
trace-stage-won = Ganado
trace-stage-lost = Perdido
trace-number-value = Valor
trace-number-target = Meta
trace-number-progress = Avance
trace-number-clicks = Clics
trace-number-crawler_clicks = Clics de rastreadores
trace-number-visits = Visitas
trace-number-conversions = Conversiones
trace-number-leads = Contactos
trace-number-engagements = Interacciones
trace-number-likes = Me gusta
trace-number-reposts = Republicaciones
trace-number-replies = Respuestas
trace-number-quotes = Citas
trace-number-pages = Páginas vistas
trace-number-revenue = Ingresos
trace-number-margin = Margen
trace-number-cost = Coste completo
trace-number-cost_direct = Coste directo
trace-number-cost_shared = Coste repartido
trace-number-roi = ROI
trace-number-budget = Presupuesto
trace-number-deal_value = Valor del trato
trace-rule-counted = Filas contadas.
trace-rule-newest = La cifra más reciente que dio la red, sumada por entregas.
trace-rule-last_touch = Último contacto: conversiones cuyo último clic fue en estos enlaces.
trace-rule-own_and_below = Líneas de coste de aquí y de todo lo que está debajo.
trace-rule-even_share = Una parte igual, al céntimo, de las líneas de coste de los niveles superiores (campaña y publicación, no objetivo).
trace-rule-full_cost = Coste directo y repartido juntos.
trace-rule-return = (margen − coste completo) ÷ coste completo
trace-rule-as_told = Tal como se introdujo o comunicó.
trace-rule-goal_metric = Como se mide la métrica del objetivo, del primer día al vencimiento.
trace-source-rows = { $rows ->
    [one] Una fila de { $from }.
   *[other] { $rows } filas de { $from }.
}
trace-source-newest = La más reciente { $at }.
trace-source-fetched = Consulta más antigua { $at }.
trace-unknown-no_links = Aquí aún no ha salido ningún enlace rastreado.
trace-unknown-no_script = Las páginas de la marca aún no han comunicado ninguna visita.
trace-unknown-no_margin = Nadie indicó el margen, y la marca no tiene tasa de margen.
trace-unknown-no_cost = Sin coste no hay retorno. Introduce lo que costó.
trace-unknown-no_campaign = El objetivo aún no tiene campaña.
trace-unknown-not_fetched = La red aún no la ha dado.
trace-unknown-not_offered = La red no ofrece esta cifra.
trace-unknown-not_entered = Nadie ha introducido aún un valor.
trace-unknown-not_told = Nadie la indicó.
trace-unknown-hidden = Tu función no ve el dinero.

home-title = Dónde estamos
home-text = Objetivos frente a metas, lo que se sale del plan y lo que rinde.
home-steps = De cero a la primera publicación
home-steps-text = Cuatro pasos, cada uno depende del anterior. Después, cada venta se puede rastrear hasta el objetivo.
home-step-done = hecho
home-step-goal = Fija un objetivo
home-step-text-goal = Una cifra, un día, una persona.
home-step-action-goal = Fijar objetivo
home-step-campaign = Abre una campaña
home-step-text-campaign = Lo que haces por el objetivo, de cuándo a cuándo y por cuánto.
home-step-action-campaign = Abrir campaña
home-step-channel = Conecta un canal
home-step-text-channel = Una cuenta de Bluesky o Mastodon en la que publicar.
home-step-action-channel = Conectar canal
home-step-post = Escribe una publicación
home-step-text-post = Sus enlaces se rastrean solos.
home-step-action-post = Escribir publicación
home-month = Este mes
home-month-conversions = { $count ->
    [0] Ninguna conversión por enlaces rastreados
    [one] De una conversión por enlaces rastreados
   *[other] De { $count } conversiones por enlaces rastreados
}
home-month-no-script = Las páginas de la marca aún no han comunicado ninguna visita
home-month-no-margin = Nadie indicó un margen
home-month-lines = { $count ->
    [0] Ninguna línea de coste
    [one] De una línea de coste
   *[other] De { $count } líneas de coste
}
home-month-unattributed = Otros { $amount } llegaron sin enlace rastreado.
home-goals = Objetivos
home-goals-more = { $count ->
    [one] Un objetivo más
   *[other] { $count } objetivos más
}
home-running = Campañas en curso
home-running-none = Hoy no hay campañas en curso.
home-off = Fuera del plan
home-off-none = Todo va según el plan
home-off-spending = Gasto demasiado rápido
home-off-orphans = No sirve a ningún objetivo
home-off-orphans-count = { $count ->
    [one] Una publicación sin objetivo
   *[other] { $count } publicaciones sin objetivo
}
home-off-channel-unreachable = El canal no responde
home-off-channel-reconnect = Hay que volver a conectar el canal
home-next = Lo próximo en salir
home-next-none = No hay nada programado.

error-not_positive = Debe ser más de 0.
error-same_as_baseline = La meta debe ser distinta del punto de partida.
error-number_too_large = Esta cifra es demasiado grande.
error-not_minor_units = El dinero se indica en unidades mínimas enteras, como céntimos.
error-not_whole = Esto se cuenta en números enteros.
error-too_many_decimals = Seis decimales como máximo.
error-not_a_member = Elige a una persona de este espacio de trabajo.
error-cannot_change = Esto no se puede cambiar.
error-in_the_future = Ese día aún no ha llegado.
error-currency_in_use = En este espacio de trabajo ya hay importes, por eso su moneda se queda. Uno nuevo puede tener otra.
error-currency_unknown = Elige una moneda de la lista.
error-not_workspace_currency = Por ahora solo se admite { $currency }, la moneda del espacio de trabajo.
error-rate_missing = El espacio de trabajo no tiene tarifa por hora: introduce una.
error-hours_malformed = Introduce horas, como 1:30 o 1,5.
error-utm_malformed = Solo minúsculas, cifras y guiones o guiones bajos sueltos entre ellas, 60 como máximo.
error-before_start = El último día es anterior al primero.
error-other_brand = Esto pertenece a otra marca.
error-archived = Esto está archivado.
error-too_many = Demasiados.
error-goal_is_measured = Tandem mide este objetivo por sí mismo: no se puede introducir un valor.
error-trace_not_found = No hay nada con este identificador que se pueda rastrear.
